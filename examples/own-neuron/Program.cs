using System.Runtime.CompilerServices;
using OwnNeuron;
using SpikeDistill.Catalogs;
using SpikeDistill.Cli;
using SpikeDistill.Neurons;
using SpikeDistill.Options;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

Catalog catalog = new();
catalog.Neurons.Add(GainedIf.Entry);
return SpikeDistillProgram.Run(args, catalog);

namespace OwnNeuron
{
    /// <summary>An integrate-and-fire neuron that learns how much its input counts: V(t) = H(t−1) + g·I(t), one g for each channel.</summary>
    public sealed record GainedIf : IntegrateAndFireNeuron
    {
        /// <summary>What recipes can say of it.</summary>
        public static Entry<Neuron> Entry { get; } = Entry<Neuron>.Of(
            "gained_if",
            "integrate-and-fire neurons that learn how much their input counts",
            OptionsOf(() => new GainedIf()).Key("gain", Kinds.Single(above: 0), n => n.Gain, (n, v) => n with { Gain = v }, "g before training."));

        /// <summary>g before training.</summary>
        public float Gain { get; init; } = 1;

        /// <inheritdoc/>
        protected override Entry<Neuron> Declared => Entry;

        /// <inheritdoc/>
        protected override ISpikingActivation MakeLayer() => Charged(new GainedCharge(new NeuronCoefficient("gain", CoefficientExtent.Channel, Gain)));

        private readonly struct GainedCharge(NeuronCoefficient gain) : ICharge
        {
            public IReadOnlyList<NeuronCoefficient> Coefficients => [gain];

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public TLanes Charge<TLanes>(TLanes membrane, TLanes input, NeuronSite site)
                where TLanes : struct, ILanes<TLanes>
                => TLanes.MultiplyAdd(site.Coefficient<TLanes>(0), input, membrane);

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public (TLanes Membrane, TLanes Input) Backward<TLanes>(TLanes gradient, TLanes membrane, TLanes input, NeuronSite site)
                where TLanes : struct, ILanes<TLanes>
            {
                site.AddGradient(0, gradient * input);
                return (gradient, gradient * site.Coefficient<TLanes>(0));
            }
        }
    }
}
