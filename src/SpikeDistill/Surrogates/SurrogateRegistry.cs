using SpikeDistill.Neurons;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Surrogates;

/// <summary>The surrogates a recipe can name. A new surrogate is one file and one line here.</summary>
public static class SurrogateRegistry
{
    private static readonly Dictionary<string, IEntry> Entries = new(StringComparer.Ordinal)
    {
        ["sigmoid"] = new Entry<Sigmoid>(Sigmoid.DefaultAlpha, a => new Sigmoid(a)),
        ["atan"] = new Entry<ATan>(ATan.DefaultAlpha, a => new ATan(a)),
        ["rectangular"] = new Entry<Rectangular>(Rectangular.DefaultAlpha, a => new Rectangular(a)),
        ["triangular"] = new Entry<Triangular>(Triangular.DefaultWidth, a => new Triangular(a)),
        ["piecewise_quadratic"] = new Entry<PiecewiseQuadratic>(PiecewiseQuadratic.DefaultAlpha, a => new PiecewiseQuadratic(a)),
    };

    private interface IEntry
    {
        ISpikingActivation Pair<TNeuron>(TNeuron neuron, NeuronSettings settings)
            where TNeuron : struct, INeuron;
    }

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Keys.Order(StringComparer.Ordinal)];

    internal static ISpikingActivation Create<TNeuron>(TNeuron neuron, NeuronSettings settings)
        where TNeuron : struct, INeuron
        => Entries.TryGetValue(settings.Surrogate, out IEntry? entry)
            ? entry.Pair(neuron, settings)
            : throw new ArgumentException($"There is no surrogate named '{settings.Surrogate}'. The names are: {string.Join(", ", Names)}.", nameof(settings));

    private sealed class Entry<TSurrogate>(float defaultAlpha, Func<float, TSurrogate> make) : IEntry
        where TSurrogate : struct, ISurrogate
    {
        public ISpikingActivation Pair<TNeuron>(TNeuron neuron, NeuronSettings settings)
            where TNeuron : struct, INeuron
        {
            NeuronSettings resolved = settings with { SurrogateAlpha = settings.SurrogateAlpha ?? defaultAlpha };
            return new SpikingActivation<TNeuron, TSurrogate>(resolved, neuron, make(resolved.SurrogateAlpha.Value));
        }
    }
}
