using OwnNeuron;
using SpikeDistill.Catalogs;
using SpikeDistill.Data;
using SpikeDistill.Interop.Npy;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Cli.Tests.Commands;

/// <summary>A family of networks, a neuron and a data set of one's own, through every command that reads or runs them.</summary>
public sealed class OwnCatalogTests : IDisposable
{
    private const string Base = """
        data: {set: stripes, side: 12, augmentation: []}
        network: {architecture: one-layer, channels: 6, timesteps: 2}
        neuron: {type: gained_if, gain: 0.5}
        training: {epochs: 2, batch_size: 4, optimizer: adamw, learning_rate: 0.01}
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Catalog _catalog = new();

    public OwnCatalogTests()
    {
        _catalog.Networks.Add(OneLayer.Entry);
        _catalog.Neurons.Add(GainedIf.Entry);
        _catalog.DataSets.Add(Stripes.Entry);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_comparison_of_them_trains_and_its_runs_are_evaluated_and_predict()
    {
        _folder.Write("base.yaml", Base);
        _folder.Write("c.yaml", "name: c\nbase: base.yaml\nseeds: [0]\nvariants:\n  narrow: {network: {channels: 3}}\n  lif: {neuron: {type: lif}}\n");
        NpyWriter.Save(_folder.In("images.npy"), [2, 12, 12, 1], new byte[2 * 12 * 12]);

        Assert.Contains("narrow", Run("compare", "c.yaml"), StringComparison.Ordinal);

        Assert.Contains("stripes", Run("evaluate", "runs/c/runs/narrow-seed0"), StringComparison.Ordinal);
        string predicted = Run("predict", "runs/c/runs/narrow-seed0", "--input", "images.npy", "--output", "o.npy");
        Assert.Contains("normalized as stripes", predicted, StringComparison.Ordinal);
        Assert.Contains("one-layer, channels 3", Run("inspect", "runs/c/runs/narrow-seed0"), StringComparison.Ordinal);
        using NpyFile logits = NpyFile.Open(_folder.In("o.npy"));
        Assert.Equal([2, 2, 3], logits.Shape);
    }

    [Fact]
    public void Foreign_weights_of_them_are_imported_and_evaluated()
    {
        NetworkSettings settings = new()
        {
            Family = new OneLayer { Channels = 5 },
            Classes = 3,
            InputChannels = 1,
            Timesteps = 1,
            Activation = ActivationKind.Relu,
        };
        using Engine engine = new(threads: 1);
        using Network network = new(engine, settings, new GainedIf(), seed: 3);
        SafeTensorsWriter writer = new();
        foreach ((string name, Tensor value) in network.Named)
        {
            writer.Add("module." + name, value.Shape.ToArray(), value.ToArray());
        }

        writer.Save(_folder.In("foreign.safetensors"));
        string[] import = ["import", "foreign.safetensors", "--network", "one-layer", "--set-name", "stripes", "--output", "teacher.safetensors"];

        Assert.Contains("normalized as stripes", Run([.. import, "--set", "network.channels=5"]), StringComparison.Ordinal);
        Assert.Contains("stripes", Run("evaluate", "teacher.safetensors", "--set", "data.side=16"), StringComparison.Ordinal);

        // A family of one's own says itself what shapes speak for.
        TestTerminal wrong = new(_folder.Path, catalog: _catalog);
        Assert.Equal(2, CommandLine.Run([.. import[..^1], "other.safetensors", "--set", "network.channels=9"], wrong.Terminal));
        Assert.Contains("The shapes speak for one-layer, channels 5, 3 classes.", wrong.Errors, StringComparison.Ordinal);
    }

    private string Run(params string[] command)
    {
        TestTerminal terminal = new(_folder.Path, catalog: _catalog);
        Assert.True(CommandLine.Run(command, terminal.Terminal) == 0, terminal.Errors);
        return terminal.Output;
    }

    /// <summary>A convolution and a classifier.</summary>
    private sealed record OneLayer : NetworkFamily
    {
        public static Entry<NetworkFamily> Entry { get; } = Entry<NetworkFamily>.Of(
            "one-layer",
            "a convolution and a classifier",
            new Section<OneLayer>(() => new OneLayer()).Key("channels", Kinds.Integer(1, 99), f => f.Channels, (f, v) => f with { Channels = v }, "Width."));

        public int Channels { get; init; } = 4;

        protected override Entry<NetworkFamily> Declared => Entry;

        public override IEnumerable<NetworkFamily> Guesses(WeightShapes shapes) => [this with { Channels = shapes.FirstChannels }];

        public override NetworkDescription Describe(NetworkInputs inputs)
        {
            NetworkBuilder net = new(Name, new ImageSize(inputs.Channels));
            string x = net.Add(new ConvolutionNode("conv", Node.Image, Channels));
            x = net.Add(new RepeatNode("repeat", net.Add(inputs.Normalization.Node(new("bn", x)))));
            x = net.Add(new GlobalAveragePoolNode("pool", net.Add(new ActivationNode("fire", x))));
            net.Add(new LinearNode("fc", x, inputs.Classes));
            return net.Build();
        }
    }

    /// <summary>Grey stripes, at a place for each class.</summary>
    private sealed record Stripes : DataSource
    {
        public static Entry<DataSource> Entry { get; } = Entry<DataSource>.Of(
            "stripes",
            "a stripe each",
            new Section<Stripes>(() => new Stripes()).Key("side", Kinds.Integer(6, 64), s => s.Side, (s, v) => s with { Side = v }, "Pixels of a side."));

        public int Side { get; init; } = 12;

        protected override Entry<DataSource> Declared => Entry;

        private static PixelNormalization Normalization => new([0.25f], [0.5f]);

        public override DataSetInfo Describe() => new(Name, new ImageShape(Side, Side, 1), 3, 12, 6, Normalization);

        protected override ImageData Read(string? directory) => new("stripes", new Part(Side, 12), new Part(Side, 6), Normalization);

        private sealed class Part(int side, int count) : IImageDataSet
        {
            public string Name => "stripes";

            public int Count => count;

            public int Classes => 3;

            public IReadOnlyList<string> ClassNames => ["top", "middle", "bottom"];

            public ImageShape Shape => new(side, side, 1);

            public int Label(int index) => index % 3;

            public void CopyPixels(int index, Span<byte> pixels)
            {
                pixels[..Shape.Size].Clear();
                pixels.Slice(side * side * Label(index) / 3, side).Fill(255);
            }
        }
    }
}
