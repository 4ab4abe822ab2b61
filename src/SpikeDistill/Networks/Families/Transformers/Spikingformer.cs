using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>
/// Spikingformer (Zhou et al., arXiv 2304.11954): as <see cref="Spikformer"/>, but neurons come first, then the layer and its
/// normalization, and what is added are the real-valued currents, so that every layer reads spikes. With <see cref="Cml"/> (Zhou et al.,
/// arXiv 2308.08176) a map is halved before its neurons and not behind them, so that gradients reach what was chosen. The logits of a
/// step are those of the mean token. Parameters carry the names of the public code, without the layer normalizations that it declares
/// and does not use.
/// </summary>
/// <remarks>
/// Patches of 4 pixels are its network for 32x32 images, with two pools; patches of 16 that for 224x224, with four. A finished stage is
/// a block: its sum of currents as a map.
/// </remarks>
public sealed record Spikingformer : TransformerFamily
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<NetworkFamily> Entry { get; } = Entry<NetworkFamily>.Of(
        "spikingformer",
        "Spikingformer: neurons first, real-valued shortcuts; with or without CML (Zhou et al., 2023)",
        OptionsOf(() => new Spikingformer())
            .Heads(f => f.Heads, (f, v) => f with { Heads = v })
            .Key("cml", Kinds.Flag, f => f.Cml, (f, v) => f with { Cml = v }, "Whether maps are halved before their neurons and not behind them."));

    /// <summary>Heads of the attention; null for 12 of patches of 4 pixels where they share the channels out, else 8.</summary>
    public int? Heads { get; init; }

    /// <summary>Whether maps are halved before their neurons: convolution, normalization, pool, neurons.</summary>
    public bool Cml { get; init; }

    /// <inheritdoc/>
    protected override Entry<NetworkFamily> Declared => Entry;

    /// <inheritdoc/>
    public override NetworkDescription Describe(NetworkInputs inputs)
    {
        TransformerBuilder net = new(this, inputs);
        string x = AddPatches(net, "patch_embed");
        for (int block = 0; block < Depth; block++)
        {
            (string attention, string hidden) = ($"block.{block}.attn", $"block.{block}.mlp");
            x = net.Add(new AddNode(attention + ".add", AddAttention(net, attention, x), x));
            x = net.Add(new AddNode(hidden + ".add", net.Hidden(hidden + ".mlp", x, MlpRatio), x) { Feature = true });
        }

        return net.Classify(net.Add(new MeanOverTokensNode("mean", x)));
    }

    private string AddPatches(TransformerBuilder net, string name)
    {
        string x = net.Convolve($"{name}.proj_conv", $"{name}.proj_bn", Node.Image, Dimension / 8);
        for (int stage = 0; stage < 4; stage++)
        {
            string place = $"{name}.proj{stage + 1}";
            bool halves = net.Halves(stage);
            x = halves && Cml ? net.Pool($"{place}_mp", x) : x;
            x = stage == 0 ? net.Add(new RepeatNode($"{name}.repeat", x)) : x;
            x = net.Fire($"{place}_lif", x);
            x = halves && !Cml ? net.Pool($"{place}_mp", x) : x;
            x = net.Convolve($"{place}_conv", $"{place}_bn", x, Dimension >> Math.Max(0, 2 - stage));
        }

        return net.Add(new ToTokensNode("tokens", x));
    }

    private string AddAttention(TransformerBuilder net, string name, string x)
    {
        x = net.Fire($"{name}.proj_lif", x);
        (string q, string k, string v) = net.QueriesKeysValues(name, x);
        x = net.Add(new SpikeAttentionNode($"{name}.attn", q, k, v) { Heads = net.Heads(Heads) });
        return net.Weigh($"{name}.proj_conv", $"{name}.proj_bn", net.FireEarly($"{name}.attn_lif", x), Dimension);
    }
}
