using SpikeDistill.Inference.Graphs;
using SpikeDistill.Neurons;

namespace SpikeDistill.Exporting;

/// <summary>Neurons of a kind as a student's.</summary>
internal abstract record ExportedNeurons
{
    /// <exception cref="StudentExportException">Neurons that no student has.</exception>
    public static ExportedNeurons Of(Neuron neuron) => neuron switch
    {
        If or Lif or Plif or Lsg => new ExportedLeak((IntegrateAndFireNeuron)neuron),
        Mpbn mpbn => new ExportedNormalization(mpbn),
        Glif => new ExportedGates(),
        CubaLif based => new ExportedCurrents(based),
        ImLif attending => new ExportedRecall(attending),
        _ => throw new StudentExportException(
            $"Neurons of the kind '{neuron.Name}' cannot be exported; 'if', 'lif', 'plif', 'lsg', 'glif', 'mpbn', 'cuba_lif' and 'im_lif' can."),
    };

    /// <summary>A layer of them.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="sum">What charges them.</param>
    /// <param name="terms">Makes the terms of a sum.</param>
    public abstract SumNode Node(ExportedLayer layer, FoldedSum sum, Func<FoldedSum, IReadOnlyList<Term>> terms);
}

/// <summary>A layer of neurons.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Threshold">Its own threshold; null for that of the network's neurons.</param>
/// <param name="Channels">Its channels.</param>
/// <param name="Stored">What it has learned or kept, by its name.</param>
internal sealed record ExportedLayer(string Name, float? Threshold, int Channels, Func<string, float[]> Stored)
{
    /// <summary>What a tensor with one value for each channel, or for all, holds for a channel.</summary>
    public static double Of(float[] values, int channel) => values[values.Length == 1 ? 0 : channel];

    /// <summary>Something of each channel.</summary>
    public float[] Each(Func<int, double> value) => [.. Enumerable.Range(0, Channels).Select(channel => (float)value(channel))];

    /// <summary>1/(1 + e^(−w)).</summary>
    public static double Share(double w) => 1 / (1 + Math.Exp(-w));
}
