using System.Runtime.CompilerServices;
using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Neurons;

/// <summary>
/// The integrate-and-fire neuron, V(t) = H(t−1) + I(t): <see cref="Lif"/> without input decay as its time constant goes to
/// infinity.
/// </summary>
public sealed record If : IntegrateAndFireNeuron
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Neuron> Entry { get; } = Entry<Neuron>.Of(
        "if",
        "integrate-and-fire neurons, which do not leak",
        OptionsOf(() => new If()));

    /// <inheritdoc/>
    protected override Entry<Neuron> Declared => Entry;

    /// <inheritdoc/>
    public override PortableNeuron Portable => PortablyCharged(step => step.Membrane + step.Input);

    /// <inheritdoc/>
    protected override ISpikingActivation MakeLayer() => Charged(default(SumCharge));

    private readonly record struct SumCharge : ICharge
    {
        public static bool IsLinear => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Charge<TLanes>(TLanes membrane, TLanes input, NeuronSite site)
            where TLanes : struct, ILanes<TLanes>
            => membrane + input;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public (TLanes Membrane, TLanes Input) Backward<TLanes>(TLanes gradient, TLanes membrane, TLanes input, NeuronSite site)
            where TLanes : struct, ILanes<TLanes>
            => (gradient, gradient);
    }
}
