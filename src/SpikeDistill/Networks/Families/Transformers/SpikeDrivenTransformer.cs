using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>
/// The Spike-driven Transformer (Yao et al., NeurIPS 2023): membrane shortcuts as in Spikingformer, patch splitting with one of its own
/// (MS-SPS), and spike-driven self attention (SDSA), which counts for each channel how often keys and values fire together and lets the
/// queries of the channels through whose neurons fire at that. Neurons stand before the classifier. Parameters carry the names of the
/// public code, without its talking-heads convolutions, which are declared and not used: heads² values a block.
/// </summary>
/// <remarks>
/// Patches of 4 pixels are its network for 32x32 images, with two pools (pattern 0011); patches of 16 that for 224x224, with four. As
/// channels do not mix, there are no heads. A finished stage is a block: its sum of currents as a map. As in the public code, a shortcut
/// passes by each of a block's two linear layers where both are as wide as the tokens.
/// </remarks>
public sealed record SpikeDrivenTransformer : TransformerFamily
{
    /// <summary>The published network for CIFAR.</summary>
    public SpikeDrivenTransformer() => (Depth, Dimension) = (2, 512);

    /// <summary>What recipes can say of it.</summary>
    public static Entry<NetworkFamily> Entry { get; } = Entry<NetworkFamily>.Of(
        "spike-driven-transformer",
        "Spike-driven Transformer: attention by masks of spikes (Yao et al., NeurIPS 2023)",
        OptionsOf(() => new SpikeDrivenTransformer()));

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
            if (MlpRatio == 1)
            {
                x = net.Add(new AddNode(hidden + ".fc1_add", net.FireAndWeigh(hidden + ".fc1", x, Dimension), x));
                x = net.Add(new AddNode(hidden + ".add", net.FireAndWeigh(hidden + ".fc2", x, Dimension), x) { Feature = true });
                continue;
            }

            x = net.Add(new AddNode(hidden + ".add", net.Hidden(hidden + ".fc", x, MlpRatio), x) { Feature = true });
        }

        return net.Classify(net.Fire("head_lif", net.Add(new MeanOverTokensNode("mean", x))));
    }

    private static string AddPatches(TransformerBuilder net, string name)
    {
        string x = Node.Image;
        for (int stage = 0; stage < 3; stage++)
        {
            string end = stage == 0 ? "" : $"{stage}";
            x = net.Convolve($"{name}.proj_conv{end}", $"{name}.proj_bn{end}", x, net.Dimension >> (3 - stage));
            x = stage == 0 ? net.Add(new RepeatNode($"{name}.repeat", x)) : x;
            x = net.Fire($"{name}.proj_lif{end}", x);
            x = net.Halves(stage) ? net.Pool($"{name}.maxpool{end}", x) : x;
        }

        x = net.Convolve($"{name}.proj_conv3", $"{name}.proj_bn3", x, net.Dimension);
        x = net.Pool($"{name}.maxpool3", x);
        string position = net.Fire($"{name}.proj_lif3", x);
        position = net.Convolve($"{name}.rpe_conv", $"{name}.rpe_bn", position, net.Dimension);
        return net.Add(new ToTokensNode("tokens", net.Add(new AddNode($"{name}.add", position, x))));
    }

    private string AddAttention(TransformerBuilder net, string name, string x)
    {
        x = net.Fire($"{name}.shortcut_lif", x);
        (string q, string k, string v) = net.QueriesKeysValues(name, x);
        string together = net.Add(new CountOverTokensNode($"{name}.kv", k, v));
        x = net.Add(new MaskNode($"{name}.mask", q, net.FireEarly($"{name}.talking_heads_lif", together)));
        return net.Weigh($"{name}.proj_conv", $"{name}.proj_bn", x, Dimension);
    }
}
