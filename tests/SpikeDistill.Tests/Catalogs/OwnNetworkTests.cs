using SpikeDistill.Catalogs;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Networks.Normalizations;
using SpikeDistill.Neurons;
using SpikeDistill.Options;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;
using SpikeDistill.Tensors.Tests;

namespace SpikeDistill.Tests.Catalogs;

/// <summary>Families, kinds of nodes and normalizations of one's own in recipes and in files, and networks as older files hold them.</summary>
public sealed class OwnNetworkTests : IDisposable
{
    private readonly Catalog _catalog = new();
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"own-network-{Guid.NewGuid():N}.safetensors");

    public OwnNetworkTests()
    {
        _catalog.Networks.Add(Stem.Entry);
        _catalog.Nodes.Add(Twice.Entry);
        _catalog.Normalizations.Add(Eager.Entry);
    }

    [Fact]
    public void A_family_and_a_normalization_of_ones_own_are_read_from_recipes()
    {
        NetworkSettings settings = Read("{architecture: stem, depth: 2, normalization: {type: eager, factor: 0.5}, classes: 7, timesteps: 3}");

        Assert.Equal(
            new NetworkSettings { Family = new Stem { Depth = 2 }, Normalization = new Eager { Factor = 0.5f }, Classes = 7, Timesteps = 3 }, settings);
        NetworkDescription description = settings.Describe();
        Assert.Equal(["convolution", "normalization", "convolution", "normalization"], description.Nodes.Take(4).Select(node => node.Kind));
        Assert.Equal(0.05f, ((NormalizationNode)description.Nodes[1]).Momentum);
        Assert.Equal(settings, Read(NodeText.Of(new NetworkKind(_catalog).Write(settings)!)));
    }

    [Theory]
    [InlineData("{architecture: stem, depth: 0}", "'network.depth' must be a whole number of at least 1, not '0'")]
    [InlineData("{architecture: stem, width: 3}", "'width' belongs to resnet18")]
    [InlineData("{normalization: {type: eager, factor: 0}}", "'network.normalization.factor' must be a number above 0, not '0'")]
    [InlineData("{normalization: eagre}", "Did you mean 'eager'?")]
    public void What_they_cannot_be_is_told(string recipe, string told)
        => Assert.Contains(told, Assert.Throws<RecipeException>(() => Read(recipe)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_weights_file_is_read_through_the_catalog_that_names_its_family()
    {
        using TestEngine engine = new();
        NetworkSettings settings = new() { Family = new Stem { Depth = 3 }, Normalization = new Eager(), Timesteps = 2 };
        using (Network network = new(engine, settings, new Lif(), seed: 1))
        {
            network.Save(_file);
        }

        using (Network loaded = Network.Load(engine, _file, _catalog))
        {
            Assert.Equal(settings, loaded.Settings);
        }

        // Without the catalog the nodes, all of kinds that ship, still say what it is.
        using Network described = Network.Load(engine, _file);
        Assert.IsType<DescribedNetwork>(described.Settings.Family);
    }

    [Fact]
    public void A_weights_file_with_nodes_of_ones_own_is_read_through_the_catalog_that_names_them()
    {
        using TestEngine engine = new();
        NetworkDescription description = DescriptionText.Parse(
            "{name: own, image: {channels: 3}, nodes: [{name: t, kind: repeat}, {name: d, kind: twice}, {name: g, kind: global_average_pool}, "
                + "{name: fc, kind: linear, outputs: 4}]}",
            _catalog.Nodes);
        using (Network network = Network.Create(engine, description, new Lif(), timesteps: 2))
        {
            network.Save(_file);
        }

        using (Network loaded = Network.Load(engine, _file, _catalog))
        {
            Assert.Equal(["repeat", "twice", "global_average_pool", "linear"], loaded.Description.Nodes.Select(node => node.Kind));
        }

        Assert.Contains(
            "'d.kind' must be one of convolution", Assert.ThrowsAny<RunException>(() => Network.Load(engine, _file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{architecture: vgg16, blocks: [], width: 8, stem_stride: 1}", "vgg16, width 8")]
    [InlineData("{architecture: resnet34, blocks: []}", "resnet34, width 64")]
    [InlineData("{architecture: resnet, blocks: [1, 2], width: 16}", "resnet [1,2], width 16")]
    public void What_older_recipes_wrote_out_goes_on_to_be_read(string recipe, string title)
    {
        NetworkSettings settings = Read(recipe);
        _ = settings.Describe();
        Assert.Equal(title, settings.Title);
    }

    public void Dispose() => File.Delete(_file);

    private NetworkSettings Read(string yaml) => new NetworkKind(_catalog).Read(YamlReader.Read(yaml, "", _ => "here"), "network");

    private sealed record Stem : NetworkFamily
    {
        public static Entry<NetworkFamily> Entry { get; } = Entry<NetworkFamily>.Of(
            "stem",
            "convolutions one after the other",
            new Section<Stem>(() => new Stem()).Key("depth", Kinds.Integer(1), f => f.Depth, (f, v) => f with { Depth = v }, "How many."));

        public int Depth { get; init; } = 1;

        protected override Entry<NetworkFamily> Declared => Entry;

        public override NetworkDescription Describe(NetworkInputs inputs)
        {
            NetworkBuilder net = new(Name, new ImageSize(inputs.Channels));
            string x = Node.Image;
            for (int i = 0; i < Depth; i++)
            {
                x = net.Add(new ConvolutionNode($"conv{i}", x, 4));
                x = net.Add(inputs.Normalization.Node(new($"bn{i}", x)));
            }

            x = net.Add(new RepeatNode("repeat", x));
            x = net.Add(new GlobalAveragePoolNode("pool", net.Add(new ActivationNode("fire", x))));
            net.Add(new LinearNode("fc", x, inputs.Classes));
            return net.Build();
        }
    }

    private sealed record Eager : Normalization
    {
        public static Entry<Normalization> Entry { get; } = Entry<Normalization>.Of(
            "eager",
            "running statistics that follow at another pace",
            new Section<Eager>(() => new Eager()).Key("factor", Kinds.Single(above: 0), n => n.Factor, (n, v) => n with { Factor = v }, "The pace."));

        public float Factor { get; init; } = 2;

        protected override Entry<Normalization> Declared => Entry;

        public override Node Node(NormalizationSite site) => new NormalizationNode(site.Name, site.From) { Momentum = 0.1f * Factor };
    }

    private sealed record Twice : Node
    {
        public Twice(string name, string from)
            : base(name, from)
        {
        }

        public static Entry<Node> Entry { get; } = Entry<Node>.Of("twice", "Two times what it reads.", new Section<Twice>(() => new Twice("", Image)));

        protected override Entry<Node> Declared => Entry;

        public override NodeValue Output(NodeContext context) => NodeValue.Floats(context.Input.Shape);

        public override Tensor Forward(NodeCall call) => call.Tape.Scale(call.Input, 2);
    }
}
