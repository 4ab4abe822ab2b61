using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;
using static SpikeDistill.Tests.Networks.TestNetworks;

namespace SpikeDistill.Tests.Networks;

/// <summary>Descriptions as text, and what is refused.</summary>
public sealed class DescriptionTests
{
    private const string Start = "image: {channels: 3}\nnodes:\n";
    private const string End = "  - {name: g, kind: global_average_pool}\n  - {name: fc, kind: linear, outputs: 10}\n";

    public static TheoryData<string> Named => [.. TestNetworks.Convolutional];

    [Theory]
    [MemberData(nameof(Named))]
    public void A_description_reads_back_as_it_was_written(string architecture)
    {
        NetworkDescription description = new NetworkSettings { Family = Family(architecture, [1, 2]) with { Width = 4 } }.Describe();
        NetworkDescription again = DescriptionText.Parse(DescriptionText.Write(description));
        Assert.Equal(DescriptionText.Write(description), DescriptionText.Write(again));
        Assert.Equal((description.ParameterCount, description.BufferCount, description.Classes), (again.ParameterCount, again.BufferCount, again.Classes));
        Assert.Equal(description.StageShapes(32, 32), again.StageShapes(32, 32));
    }

    [Fact]
    public void A_node_reads_the_one_before_where_it_names_none()
    {
        NetworkDescription description = DescriptionText.Parse(Start + "  - {name: t, kind: repeat}\n" + End);
        Assert.Equal([["image"], ["t"], ["g"]], description.Nodes.Select(node => node.Reads));
    }

    [Theory]
    [InlineData("  - {name: t, kind: repeat, from: u}\n", "The node 't' (repeat) reads 'u', but there is no node of that name")]
    [InlineData("  - {name: t, kind: repeat, from: fc}\n", "The node 't' (repeat) reads 'fc', which comes later; a network has no cycles")]
    [InlineData("  - {name: t, kind: repeat, from: t}\n", "The node 't' (repeat) reads itself")]
    [InlineData("  - {name: t, kind: repeat}\n  - {name: t, kind: activation}\n", "The node 't' (activation) has the name of an earlier one")]
    [InlineData(
        "  - {name: t, kind: repeat}\n  - {name: u, kind: max_pool}\n  - {name: v, from: t, kind: max_pool}\n",
        "The node 'u' (max_pool) is read by no other node")]
    [InlineData("  - {name: t, kind: activation}\n", "The node 't' (activation) walks the time steps, but 'image' gives one value for all of them")]
    [InlineData(
        "  - {name: t, kind: repeat}\n  - {name: u, kind: activation}\n  - {name: v, kind: normalization}\n",
        "The node 'v' (normalization) normalizes floats, but reads the spikes of 'u'")]
    [InlineData(
        "  - {name: t, kind: repeat}\n  - {name: u, kind: repeat}\n",
        "The node 'u' (repeat) repeats a value that is the same at every step, but 't' has one for every step already")]
    [InlineData(
        "  - {name: t, kind: repeat}\n  - {name: c, kind: convolution, outputs: 8, groups: 2}\n",
        "The node 'c' (convolution) has 2 groups, but 3 input and 8 output channels")]
    [InlineData("  - {name: t, kind: repeat}\n  - {name: c, kind: convolution}\n", "The node 'c' (convolution) needs 'outputs'")]
    [InlineData("  - {name: t, kind: repeat}\n  - {name: c, kind: flatten}\n", "The node 'c' (flatten) needs to know the size of the images")]
    [InlineData(
        "  - {name: t, kind: repeat}\n  - {name: c, from: [t, image], kind: add}\n",
        "The node 'c' (add) joins values of one shape, but 't' gives [?, ?, 3] over time and 'image' gives [?, ?, 3]")]
    [InlineData(
        "  - {name: t, kind: repeat}\n  - {name: p, kind: average_pool, padding: 2}\n",
        "The node 'p' (average_pool) has a padding of 2, more than half its window of 2x2")]
    [InlineData("  - {name: optimizer, kind: repeat}\n", "cannot be stored under a name that begins with 'optimizer.'")]
    [InlineData("  - {name: image, kind: repeat}\n", "The node 'image' (repeat) needs a name")]
    [InlineData(
        "  - {name: t, kind: repeat}\n  - {name: u, kind: activation}\n  - {name: v, kind: activation}\n",
        "The node 'v' (activation) takes floats, but reads the spikes of 'u'")]
    [InlineData(
        "  - {name: t, kind: repeat}\n  - {name: c, kind: convolution, outputs: 4, stored_as: fc}\n  - "
            + "{name: d, kind: convolution, outputs: 4, stored_as: fc}\n",
        "The node 'd' (convolution) stores the tensor 'fc.weight', and so does 'c'")]
    [InlineData("  - {name: t, kind: repat}\n", "'t.kind' must be one of", "Did you mean 'repeat'?")]
    [InlineData("  - {name: t, kind: repeat, kernel: 3}\n", "unknown key 'kernel' in 't'")]
    [InlineData("  - {name: t, kind: repeat}\n  - {name: c, kind: convolution, outputs: 0}\n", "'c.outputs' must be a whole number from 1 to 1048576")]
    [InlineData("  - {name: c, kind: convolution, outputs: 8, kernel: [1, 2, 3]}\n", "'c.kernel' must be one whole number, or a list of two")]
    [InlineData("  - {kind: repeat}\n", "has no 'name'")]
    [InlineData("  - {name: t}\n", "'t' does not say what it does")]
    public void What_is_no_network_is_refused_with_line_and_node(string nodes, params string[] told)
    {
        string message = Assert.Throws<DescriptionException>(() => DescriptionText.Parse(Start + nodes + End)).Message;
        Assert.Matches(@"^description:\d+:\d+: ", message);
        Assert.All(told, text => Assert.Contains(text, message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nodes: []\nimage: {channels: 3}\n", "A network has between 1 and 65536 nodes")]
    [InlineData("nodes:\n" + End, "which images it takes")]
    [InlineData("image: {channels: 3}\n", "a description has 'nodes'")]
    [InlineData("image: {channels: 3}\nnodes:\n  - {name: t, kind: repeat}\n", "The node 't' (repeat) is the last and gives [?, ?, 3] over time")]
    [InlineData("image: {channels: 4096, height: 16384, width: 16384}\nnodes:\n  - {name: t, kind: repeat}\n" + End, "would give [16384, 16384, 4096]")]
    [InlineData(
        "image: {channels: 3, height: 4, width: 2}\nnodes:\n  - {name: t, kind: repeat}\n  - "
            + "{name: c, kind: convolution, outputs: 4, kernel: 5, padding: 0}\n" + End,
        "moves a window of 5x5 over a map of 4x2")]
    public void What_is_no_whole_is_refused(string text, string told)
        => Assert.Contains(told, Assert.Throws<DescriptionException>(() => DescriptionText.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_kind_of_ones_own_is_added_to_a_shelf()
    {
        Shelf<Entry<Node>> kinds = NodeKinds.Shelf();
        kinds.Add(OwnPool.Entry);
        string text = Start + "  - {name: t, kind: repeat}\n  - {name: p, kind: scaled_pool, side: 4}\n" + End;
        NetworkDescription description = DescriptionText.Parse(text, kinds);
        Assert.Equal(4, Assert.IsType<OwnPool>(description.Nodes[1]).Side);
        Assert.Contains("{name: p, from: t, kind: scaled_pool, side: 4}", DescriptionText.Write(description), StringComparison.Ordinal);
        Assert.Throws<DescriptionException>(() => DescriptionText.Parse(text));
    }

    private sealed record OwnPool : Node
    {
        public OwnPool(string name, string from)
            : base(name, from)
        {
        }

        public static Entry<Node> Entry { get; } = Entry<Node>.Of(
            "scaled_pool",
            "A pool of one's own.",
            new Section<OwnPool>(() => new OwnPool("", Image)).Key("side", Kinds.Integer(1), pool => pool.Side, (pool, value) => pool with { Side = value }));

        public int Side { get; init; } = 2;

        protected override Entry<Node> Declared => Entry;

        public override NodeValue Output(NodeContext context) => NodeValue.Floats(context.Input.Shape);

        public override Tensors.Tensor Forward(NodeCall call) => throw new NotSupportedException();
    }
}
