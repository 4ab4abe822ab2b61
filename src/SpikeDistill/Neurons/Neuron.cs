using System.Text.Json.Serialization;
using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Surrogates;
using SpikeDistill.Tensors.Neurons;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Neurons;

/// <summary>
/// The neurons of a network: what they are, by their options, and how gradients pass their spikes. A neuron is a record of its
/// options beside its equations, which <see cref="INeuron"/> describes; the defaults are TSER's Eq. 2 with the values common in public code.
/// </summary>
[JsonConverter(typeof(WrittenJson<Neuron>))]
public abstract record Neuron : IDeclared<Neuron>, IWritten
{
    /// <summary>Its name in recipes and results.</summary>
    public string Name => Declared.Name;

    /// <summary>What was verified of it against a source and what is an approximation, where something is to be said; shown wherever results are.</summary>
    public string? Fidelity => Declared.Fidelity;

    /// <summary>The slope of the step function in the backward pass.</summary>
    public ISurrogateFunction Surrogate { get; init => field = value ?? throw new ArgumentNullException(nameof(Surrogate)); } = new Sigmoid();

    /// <summary>Whether no gradient flows from a reset into the spike that caused it.</summary>
    public bool DetachReset
    {
        get => Options.DetachReset;
        init => Options = Options with { DetachReset = value };
    }

    internal FireOptions Options { get; init; }

    Entry<Neuron> IDeclared<Neuron>.Declared => Declared;

    RecipeNode IWritten.Written => new MapNode(Origin.None, [.. this.Written("type"), .. Surrogate.Written("surrogate")]);

    /// <summary>The name and options that recipes give it; the same for all neurons of a type.</summary>
    protected abstract Entry<Neuron> Declared { get; }

    /// <summary>A layer of these neurons, as networks use it.</summary>
    /// <exception cref="ArgumentException">An option that the neuron cannot take.</exception>
    public ISpikingActivation Activation()
    {
        Check();
        return MakeLayer();
    }

    /// <summary>Refuses what no recipe could say.</summary>
    /// <exception cref="ArgumentException">An impossible option, or options that do not go together.</exception>
    public virtual void Check()
    {
        this.CheckOptions();
        Surrogate.CheckOptions();
    }

    /// <summary>Its equations as operations that other programs have; null where it does not say.</summary>
    public virtual PortableNeuron? Portable => null;

    /// <summary>Whether each step's potentials are normalized with statistics of their own, so that a step needs more than one row to train with.</summary>
    public virtual bool NormalizesEachStep => false;

    /// <summary>The neuron in words: its name, its options, its surrogate, and how faithful it is where something is to be said.</summary>
    public string Words()
        => $"{this.Words<Neuron>()}, surrogate {Surrogate.Words<ISurrogateFunction>()}{(Fidelity is { } fidelity ? $"; {fidelity}" : "")}";

    /// <summary>The layer whose options are checked: <see cref="Layer{TNeuron}"/> of the neuron's equations.</summary>
    protected abstract ISpikingActivation MakeLayer();

    /// <summary>The options that every neuron has beside its surrogate, for a neuron that adds its own.</summary>
    /// <param name="initial">The neuron with every option at its default.</param>
    protected static Section<TNeuron> OptionsOf<TNeuron>(Func<TNeuron> initial)
        where TNeuron : Neuron
        => new Section<TNeuron>(initial).Key(
            "detach_reset",
            Kinds.Flag,
            n => n.DetachReset,
            (n, v) => (TNeuron)((Neuron)n with { DetachReset = v }),
            "Whether no gradient flows from a reset into the spike that caused it.");

    /// <summary>The same neuron with another threshold, as single layers of a network may have it.</summary>
    /// <param name="threshold">The potential from which it fires.</param>
    /// <exception cref="ArgumentException">The neuron has no threshold that could be given; the message goes on behind "The node 'name' ...".</exception>
    public virtual Neuron WithThreshold(float threshold)
        => throw new ArgumentException(
            $"gives its neurons the threshold {threshold}, but '{Name}' takes none from a node; choose other neurons, such as 'lif'.");

    /// <summary>The layer whose equations are given, with this neuron's surrogate and reset.</summary>
    protected ISpikingActivation Layer<TNeuron>(TNeuron equations)
        where TNeuron : struct, INeuron
        => Surrogate.Use(new Pairing<TNeuron>(this, equations));

    private sealed class Pairing<TNeuron>(Neuron neuron, TNeuron equations) : ISurrogateUser<ISpikingActivation>
        where TNeuron : struct, INeuron
    {
        public ISpikingActivation Use<TSurrogate>(TSurrogate surrogate)
            where TSurrogate : struct, ISurrogate
            => new SpikingActivation<TNeuron, TSurrogate>(neuron, equations, surrogate);
    }
}
