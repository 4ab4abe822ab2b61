using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Converting;

/// <summary>How each layer's activations are distributed between 0 and its largest.</summary>
/// <param name="largest">The largest activations, by the names of the layers.</param>
internal sealed class ActivationHistograms(IReadOnlyDictionary<string, float> largest) : IForwardObserver
{
    /// <summary>As fine as a percentile of 99.99 asks for, in a layer whose activations fill its range evenly.</summary>
    private const int Bins = 1 << 14;

    private readonly Dictionary<string, long[]> _counts = largest.Keys.ToDictionary(layer => layer, _ => new long[Bins], StringComparer.Ordinal);

    public void Activated(string layer, Tensor output)
    {
        long[] counts = _counts[layer];
        float most = largest[layer], scale = most > 0 ? Bins / most : 0;
        foreach (float value in output.Values)
        {
            counts[Math.Clamp((int)(value * scale), 0, Bins - 1)]++;
        }
    }

    /// <summary>The upper end of the bin that a percentile falls into.</summary>
    public float Percentile(string layer, double percentile)
    {
        long[] counts = _counts[layer];
        double wanted = counts.Sum() * percentile / ThresholdBalance.Largest;
        long below = 0;
        int bin = 0;
        while (bin < Bins - 1 && (below += counts[bin]) < wanted)
        {
            bin++;
        }

        return largest[layer] * (bin + 1) / Bins;
    }
}
