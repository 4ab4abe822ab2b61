using SpikeDistill.Data;
using SpikeDistill.Inference.Graphs;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;

namespace SpikeDistill.Exporting;

/// <summary>
/// A trained student as SpikeDistill.Inference runs it: normalizations, the neurons' gain and the pools' divisions are folded into scales and
/// biases, weights are rounded to eight bits, of each output channel as much as its largest asks for.
/// </summary>
public static class StudentExport
{
    /// <summary>Converts a network of convolutions, linear layers, normalizations, pools, joins and IF, LIF or PLIF neurons.</summary>
    /// <param name="network">The student.</param>
    /// <param name="weights">What its weights become.</param>
    /// <param name="image">The size of its images; null for that of those it was trained on.</param>
    /// <exception cref="DescriptionException">A node cannot be exported; the message names it.</exception>
    /// <exception cref="ArgumentException">The network does not spike, has neurons that cannot be exported, or the size or the
    /// constants of its images are not known.</exception>
    public static Student Of(Network network, StudentWeights weights = StudentWeights.Int8, ImageShape? image = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (!network.Dynamics.Spiking)
        {
            throw new ArgumentException("The network does not spike; a student of spiking neurons is exported.", nameof(network));
        }

        ImageSize described = network.Description.Image;
        ImageShape? shape = image ?? network.TrainedOn?.Image;
        if ((described.Height ?? shape?.Height) is not { } height || (described.Width ?? shape?.Width) is not { } width)
        {
            throw new ArgumentException("The size of the network's images is not known.", nameof(image));
        }

        StudentInput input = InputOf(network, new MapSize(height, width, described.Channels));
        StudentFolding folding = new(network, input, ExportedNeurons.Of(network.Neuron), weights);
        IReadOnlyList<StudentNode> nodes = folding.Fold(network.Description.GraphOf(network.Dynamics, height, width));
        IReadOnlyList<string> names = network.TrainedOn?.ClassNames ?? [];
        return new Student(network.Description.Name, network.Dynamics.Timesteps, input, nodes) { ClassNames = names };
    }

    private static StudentInput InputOf(Network network, MapSize size)
    {
        PixelNormalization constants = network.TrainedOn?.Normalization
            ?? throw new ArgumentException("The constants that the network's images are normalized with are not known.", nameof(network));
        float[] means = [.. constants.Mean.Select(mean => mean * 255)], deviations = [.. constants.Deviation.Select(deviation => deviation * 255)];
        return new StudentInput(size, network.Description.Image.OverTime, means, deviations);
    }
}
