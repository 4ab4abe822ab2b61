using SpikeDistill.Neurons;

namespace SpikeDistill.Runs;

/// <summary>The neurons of a network that all layers of a graph of NIR can be, which differ in their thresholds and in what they learn.</summary>
internal static class NirNeuronChoice
{
    /// <summary>The parameter of <see cref="Plif"/>.</summary>
    public const string Learned = "w";

    /// <summary>Finds them.</summary>
    /// <exception cref="NirRefusal">There are no neurons that all layers could be.</exception>
    public static IntegrateAndFireNeuron Of(IReadOnlyList<NirLayer> layers)
    {
        float reset = Common(layers, layer => layer.ResetValue, "reset values");
        float threshold = layers.CountBy(layer => layer.FiringThreshold).MaxBy(count => count.Value).Key;
        IntegrateAndFireNeuron neuron = Common(layers, layer => layer.Node.Type, "types") switch
        {
            "IF" => new If(),
            "CubaLIF" => CurrentBased(layers),
            _ => Leaking(layers),
        };
        return neuron with { Threshold = threshold, ResetValue = reset };
    }

    /// <summary>What a layer of <see cref="Plif"/> has learned.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="count">One value, or one for each channel.</param>
    public static float[] LearnedOf(NirLayer layer, long count)
    {
        float[] learned = new float[count];
        for (int i = 0; i < learned.Length; i++)
        {
            learned[i] = (float)-Math.Log(layer.Constants[layer.Constants.Length == 1 ? 0 : i] - 1.0);
        }

        return learned;
    }

    private static CubaLif CurrentBased(IReadOnlyList<NirLayer> layers)
    {
        float[] constants = [.. layers.SelectMany(layer => layer.Constants).Distinct()];
        return constants is [var all]
            ? new CubaLif
            {
                TimeConstant = all,
                SynapticTimeConstant = Common(layers, layer => layer.SynapticConstant, "time constants of the current"),
                DecayInput = !Common(layers, layer => layer.TakesWholeInput, "weights of the current (r)"),
            }
            : throw new NirRefusal(
                FormattableString.Invariant($"has neurons CubaLIF with time constants from {constants.Min()} to {constants.Max()} time steps; ")
                    + "those of a network have one here.");
    }

    private static IntegrateAndFireNeuron Leaking(IReadOnlyList<NirLayer> layers)
    {
        // Where a layer forgets all at each step the two forms are the same.
        bool decayed = !Common([.. layers.Where(layer => !layer.Constants.All(constant => constant == 1)).DefaultIfEmpty(layers[0])],
            layer => layer.TakesWholeInput, "weights of the input (r)");
        float[] constants = [.. layers.SelectMany(layer => layer.Constants).Distinct()];
        if (constants is [var all])
        {
            return new Lif { TimeConstant = all, DecayInput = decayed };
        }

        return constants.Min() > 1
            ? new Plif { DecayInput = decayed, PerChannel = layers.Any(layer => layer.Constants.Length > 1) }
            : throw new NirRefusal("has neurons that forget all in a step beside others that do not; a network has neurons of one kind here.");
    }

    private static T Common<T>(IReadOnlyList<NirLayer> layers, Func<NirLayer, T> of, string what)
    {
        T first = of(layers[0]);
        return layers.FirstOrDefault(layer => !Equals(of(layer), first)) is { } other
            ? throw new NirRefusal(
                FormattableString.Invariant($"has layers of different {what}, {first} in '{layers[0].Node.Name}' and {of(other)} in '{other.Node.Name}'; ")
                    + "a network has neurons of one kind here.")
            : first;
    }
}
