using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Converting;

/// <summary>The largest activation of each layer over the passes it observes.</summary>
internal sealed class LargestActivations : IForwardObserver
{
    /// <summary>By the names of the activations.</summary>
    public Dictionary<string, float> Found { get; } = new(StringComparer.Ordinal);

    public void Activated(string layer, Tensor output)
    {
        float largest = 0;
        foreach (float value in output.Values)
        {
            largest = MathF.Max(largest, value);
        }

        Found[layer] = MathF.Max(largest, Found.GetValueOrDefault(layer));
    }
}
