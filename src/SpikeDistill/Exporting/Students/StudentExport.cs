using SpikeDistill.Data;
using SpikeDistill.Inference.Files;
using SpikeDistill.Inference.Graphs;
using SpikeDistill.Interop;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;

namespace SpikeDistill.Exporting;

/// <summary>
/// A trained student as SpikeDistill.Inference runs it: normalizations, the neurons' gain and the pools' divisions are folded into scales and
/// biases, weights are rounded to eight bits, of each output channel as much as its largest asks for.
/// </summary>
public static class StudentExport
{
    /// <summary>Writes a student's file, beside and renamed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">The student.</param>
    /// <param name="weights">What its weights become.</param>
    /// <param name="height">Rows of its images.</param>
    /// <param name="width">Columns of its images.</param>
    /// <exception cref="StudentExportException">The network cannot be exported.</exception>
    public static void Save(string path, Network network, StudentWeights weights, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(network);
        byte[] file = StudentFile.Write(Of(network, weights, new ImageShape(height, width, network.Description.Image.Channels)));
        AtomicFile.Write(path, stream => stream.Write(file));
    }

    /// <summary>Converts a network of any family that spikes, with neurons of the kinds IF, LIF, PLIF, LSG, GLIF, MPBN, CubaLIF and IM-LIF.</summary>
    /// <param name="network">The student.</param>
    /// <param name="weights">What its weights become.</param>
    /// <param name="image">The size of its images; null for that of those it was trained on.</param>
    /// <exception cref="StudentExportException">
    /// The network does not spike, a node or its neurons cannot be exported (the message names them), or the size or the constants of its
    /// images are not known.
    /// </exception>
    public static Student Of(Network network, StudentWeights weights = StudentWeights.Int8, ImageShape? image = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (!network.Dynamics.Spiking)
        {
            throw new StudentExportException("The network does not spike; a student of spiking neurons is exported.");
        }

        ImageSize described = network.Description.Image;
        ImageShape? shape = image ?? network.TrainedOn?.Image;
        if ((described.Height ?? shape?.Height) is not { } height || (described.Width ?? shape?.Width) is not { } width)
        {
            throw new StudentExportException("The size of the network's images is not known.");
        }

        StudentInput input = InputOf(network, new MapSize(height, width, described.Channels));
        StudentFolding folding = new(network, input, ExportedNeurons.Of(network.Neuron), weights);
        IReadOnlyList<StudentNode> nodes = folding.Fold(network.Description.GraphOf(network.Dynamics, height, width));
        IReadOnlyList<string> names = network.TrainedOn?.ClassNames ?? [];
        try
        {
            return new Student(network.Description.Name, network.Dynamics.Timesteps, input, nodes) { ClassNames = names };
        }
        catch (StudentException failure)
        {
            throw new StudentExportException(failure.Message, failure);
        }
    }

    private static StudentInput InputOf(Network network, MapSize size)
    {
        PixelNormalization constants = network.TrainedOn?.Normalization
            ?? throw new StudentExportException("The constants that the network's images are normalized with are not known.");
        float[] means = [.. constants.Mean.Select(mean => mean * 255)], deviations = [.. constants.Deviation.Select(deviation => deviation * 255)];
        return new StudentInput(size, network.Description.Image.OverTime, means, deviations);
    }
}
