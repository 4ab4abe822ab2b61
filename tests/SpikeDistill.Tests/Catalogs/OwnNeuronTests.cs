using SpikeDistill.Catalogs;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Options;
using SpikeDistill.Runs;
using SpikeDistill.Surrogates;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;
using SpikeDistill.Tensors.Tests;

namespace SpikeDistill.Tests.Catalogs;

/// <summary>Neurons and surrogates of one's own in recipes and in files, and recipes of before neurons had options of their own.</summary>
public sealed class OwnNeuronTests : IDisposable
{
    private readonly Catalog _catalog = new();
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"own-neuron-{Guid.NewGuid():N}.safetensors");

    public OwnNeuronTests()
    {
        _catalog.Neurons.Add(Gained.Entry);
        _catalog.Surrogates.Add(Flat.Entry);
    }

    [Fact]
    public void A_neuron_and_a_surrogate_of_ones_own_are_read_from_recipes()
    {
        Assert.Equal(
            new Gained { Gain = 3, Threshold = 2, Surrogate = new Flat { Height = 0.5f } },
            Read("{type: gained, gain: 3, threshold: 2, surrogate: flat, height: 0.5}"));
        Assert.Equal(new Gained(), Read("{type: gained}"));
        Assert.Contains("'neuron.gain' must be a number above 0, not '0'", Refusal("{type: gained, gain: 0}"), StringComparison.Ordinal);
        Assert.Contains(
            $"The neuron gained has detach_reset, threshold, reset, reset_value, gain; 'time_constant' belongs to {NeuronsWith("time_constant")}.",
            Refusal("{type: gained, time_constant: 2}"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_weights_file_is_read_through_the_catalog_that_names_its_neuron()
    {
        using TestEngine engine = new();
        Gained neuron = new() { Gain = 1.5f, Surrogate = new Flat { Height = 0.25f } };
        using (Network network = new(engine, new NetworkSettings { Family = new ResNet { Blocks = [1], Width = 4 }, Timesteps = 2 }, neuron, seed: 1))
        {
            network.Save(_file);
        }

        using (Network loaded = Network.Load(engine, _file, _catalog))
        {
            Assert.Equal(neuron, loaded.Neuron);
        }

        Assert.Contains("one of lif, if, plif", Assert.ThrowsAny<RunException>(() => Network.Load(engine, _file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{type: if, time_constant: 2, per_channel: false, decay_input: true, surrogate_parameter: ~}")]
    [InlineData("{type: if, surrogate: sigmoid}")]
    [InlineData("{type: if}")]
    public void What_older_recipes_wrote_out_for_every_neuron_goes_on_to_say_nothing(string recipe) => Assert.Equal(new If(), Read(recipe));

    [Fact]
    public void Channels_of_a_neuron_that_learns_nothing_are_refused()
        => Assert.Contains($"'per_channel' belongs to {NeuronsWith("per_channel")}.", Refusal("{type: lif, per_channel: true}"), StringComparison.Ordinal);

    public void Dispose() => File.Delete(_file);

    private static string NeuronsWith(string option)
    {
        string[] names = [.. Catalog.Default.Neurons.All.Where(entry => entry.Options.Any(one => one.Name == option)).Select(entry => entry.Name)];
        Assert.Contains("plif", names);
        Assert.DoesNotContain("if", names);
        return string.Join(", ", names);
    }

    private Neuron Read(string yaml) => new NeuronKind(_catalog).Read(YamlReader.Read(yaml, "", _ => "here"), "neuron");

    private string Refusal(string yaml) => Assert.Throws<RecipeException>(() => Read(yaml)).Message;

    private sealed record Gained : IntegrateAndFireNeuron
    {
        public static Entry<Neuron> Entry { get; } = Entry<Neuron>.Of(
            "gained",
            "neurons whose input has a gain",
            OptionsOf(() => new Gained()).Key("gain", Kinds.Single(above: 0), n => n.Gain, (n, v) => n with { Gain = v }, "What the input is multiplied by."));

        public float Gain { get; init; } = 2;

        protected override Entry<Neuron> Declared => Entry;

        protected override ISpikingActivation MakeLayer() => Charged(new GainedCharge(Gain));

        private readonly struct GainedCharge(float gain) : ICharge
        {
            public static bool IsLinear => true;

            public TLanes Charge<TLanes>(TLanes membrane, TLanes input, NeuronSite site)
                where TLanes : struct, ILanes<TLanes>
                => membrane + (input * TLanes.Create(gain));

            public (TLanes Membrane, TLanes Input) Backward<TLanes>(TLanes gradient, TLanes membrane, TLanes input, NeuronSite site)
                where TLanes : struct, ILanes<TLanes>
                => (gradient, gradient * TLanes.Create(gain));
        }
    }

    private readonly record struct Flat() : ISurrogateFunction<Flat>
    {
        public static Entry<ISurrogateFunction> Entry { get; } = Entry<ISurrogateFunction>.Of(
            "flat",
            "the same everywhere",
            new Section<Flat>(() => new Flat()).Key("height", Kinds.Single(above: 0), s => s.Height, (s, v) => s with { Height = v }, "The slope."));

        public float Height { get; init; } = 1;

        public Entry<ISurrogateFunction> Declared => Entry;

        public TLanes Derivative<TLanes>(TLanes x)
            where TLanes : struct, ILanes<TLanes>
            => TLanes.Create(Height);

        public double Primitive(double x) => 0.5 + (Height * x);
    }
}
