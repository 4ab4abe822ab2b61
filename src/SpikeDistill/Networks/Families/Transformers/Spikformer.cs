using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>
/// Spikformer (Zhou et al., ICLR 2023): spiking patch splitting, then blocks of spiking self attention and two linear layers, each
/// convolution or linear layer normalized and followed by neurons, so that what is added is spikes. The logits of a step are those of
/// the mean token. Parameters carry the names of the public code, without the layer normalizations that it declares and does not use.
/// </summary>
/// <remarks>
/// Patches of 4 pixels are its network for 32x32 images: two pools, linear layers with bias. Patches of 16 are its network for 224x224:
/// a pool behind each of the four convolutions, and 1x1 convolutions, without bias before queries, keys and values. A finished stage
/// is a block: its tokens as a map.
/// </remarks>
public sealed record Spikformer : TransformerFamily
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<NetworkFamily> Entry { get; } = Entry<NetworkFamily>.Of(
        "spikformer",
        "Spikformer: spiking self attention between blocks of spikes (Zhou et al., ICLR 2023)",
        OptionsOf(() => new Spikformer())
            .Heads(f => f.Heads, (f, v) => f with { Heads = v }));

    /// <summary>Heads of the attention; null for 12 of patches of 4 pixels where they share the channels out, else 8.</summary>
    public int? Heads { get; init; }

    /// <inheritdoc/>
    protected override Entry<NetworkFamily> Declared => Entry;

    /// <inheritdoc/>
    public override IEnumerable<NetworkFamily> Guesses(WeightShapes shapes)
        => base.Guesses(shapes).Select(one => (Spikformer)one with { PatchSize = shapes.Find("mlp.fc1_conv.weight").Count > 0 ? 16 : 4 });

    /// <inheritdoc/>
    public override NetworkDescription Describe(NetworkInputs inputs)
    {
        TransformerBuilder net = new(this, inputs);
        string x = AddPatches(net, "patch_embed");
        for (int block = 0; block < Depth; block++)
        {
            (string attention, string hidden) = ($"block.{block}.attn", $"block.{block}.mlp");
            x = net.Add(new AddNode(attention + ".add", x, AddAttention(net, attention, x)));
            x = net.Add(new AddNode(hidden + ".add", x, AddHidden(net, hidden, x)) { Feature = true });
        }

        return net.Classify(net.Add(new MeanOverTokensNode("mean", x)));
    }

    private static string AddPatches(TransformerBuilder net, string name)
    {
        string x = Node.Image;
        for (int stage = 0; stage < 4; stage++)
        {
            string end = stage == 0 ? "" : $"{stage}";
            x = net.Convolve($"{name}.proj_conv{end}", $"{name}.proj_bn{end}", x, net.Dimension >> (3 - stage));
            x = stage == 0 ? net.Add(new RepeatNode($"{name}.repeat", x)) : x;
            x = net.Fire($"{name}.proj_lif{end}", x);
            x = net.Halves(stage) ? net.Pool($"{name}.maxpool{end}", x) : x;
        }

        string position = net.Convolve($"{name}.rpe_conv", $"{name}.rpe_bn", x, net.Dimension);
        position = net.Fire($"{name}.rpe_lif", position);
        return net.Add(new ToTokensNode("tokens", net.Add(new AddNode($"{name}.add", position, x))));
    }

    private string AddAttention(TransformerBuilder net, string name, string x)
    {
        bool bias = net.PatchSize == 4;
        string q = AddLayer(net, $"{name}.q", x, Dimension, bias);
        string k = AddLayer(net, $"{name}.k", x, Dimension, bias);
        string v = AddLayer(net, $"{name}.v", x, Dimension, bias);
        x = net.Add(new SpikeAttentionNode($"{name}.attn", q, k, v) { Heads = net.Heads(Heads) });
        return AddLayer(net, $"{name}.proj", net.FireEarly($"{name}.attn_lif", x), Dimension);
    }

    private string AddHidden(TransformerBuilder net, string name, string x)
        => AddLayer(net, $"{name}.fc2", AddLayer(net, $"{name}.fc1", x, Dimension * MlpRatio), Dimension);

    private static string AddLayer(TransformerBuilder net, string name, string x, int outputs, bool bias = true)
        => net.Fire(name + "_lif", net.Weigh(name + (net.PatchSize == 4 ? "_linear" : "_conv"), name + "_bn", x, outputs, bias));
}
