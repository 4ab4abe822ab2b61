using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Networks.Normalizations;

namespace SpikeDistill.Networks.Families;

/// <summary>The parts of residual networks, under torchvision's names.</summary>
/// <param name="net">The network.</param>
/// <param name="normalization">How it normalizes.</param>
internal sealed class ResidualNodes(NetworkBuilder net, Normalization normalization)
{
    /// <summary>The place of a branch's last normalization that starts as any does.</summary>
    public static NormalizationSite Plain { get; } = new("", "");

    /// <summary>The first convolution with all behind it, up to the first block.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="stride">Of the 3x3 convolution.</param>
    /// <param name="asPublished">Whether the published code runs the convolution once for all steps too.</param>
    public string Stem(StemKind kind, int channels, int stride, bool asPublished = false)
    {
        bool large = kind == StemKind.Imagenet;
        string x = net.Add(new ConvolutionNode("conv1", Node.Image, channels) { Kernel = large ? 7 : 3, Stride = large ? 2 : stride });
        x = net.Add(normalization.Node(new("bn1", x)));
        x = net.Add(new RepeatNode("stem.repeat", x) { AsPublished = asPublished });
        x = net.Add(new ActivationNode("stem", x) { StoredAs = "sn1" });
        return large ? net.Add(new MaxPoolNode("maxpool", x) { Kernel = 3, Stride = 2, Padding = 1 }) : x;
    }

    /// <summary>The place of one that starts with nothing but a shift.</summary>
    public static NormalizationSite Silent(float shift) => Plain with { ScaleStart = 0, ShiftStart = shift };

    /// <summary>A block's branch up to its last normalization: two 3x3 convolutions, or 1x1, 3x3 and 1x1 around a bottleneck.</summary>
    /// <param name="block">The block.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="last">The place of the last normalization, whose name and source follow from the block.</param>
    /// <param name="attentionRank">Rank of a projected-full attention behind the first convolution; 0 for none.</param>
    public string Branch(ResidualBlock block, string input, NormalizationSite last, int attentionRank = 0)
    {
        string x = input;
        for (int i = 1; i <= block.Convolutions; i++)
        {
            bool ends = i == block.Convolutions, strides = i == (block.Bottleneck ? 2 : 1);
            x = net.Add(new ConvolutionNode($"{block.Name}.conv{i}", x, ends ? block.Outputs : block.Width)
            {
                Kernel = block.Bottleneck && i != 2 ? 1 : 3,
                Stride = strides ? block.Stride : 1,
            });
            if (i == 1 && attentionRank > 0)
            {
                x = net.Add(new ProjectedAttentionNode(block.Name + ".attention", x) { Rank = attentionRank });
            }

            NormalizationSite site = new($"{block.Name}.bn{i}", x);
            x = net.Add(normalization.Node(ends ? last with { Name = site.Name, From = site.From } : site));
            x = ends ? x : Fire($"{block.Name}.{i}", x, $"{block.Name}.sn{i}");
        }

        return x;
    }

    /// <summary>A block's shortcut up to its normalization, where it projects; else what the block reads.</summary>
    public string Shortcut(ResidualBlock block, string input, int summands)
    {
        if (!block.Projects)
        {
            return input;
        }

        string x = net.Add(new ConvolutionNode(block.Name + ".downsample.0", input, block.Outputs) { Kernel = 1, Stride = block.Stride });
        return net.Add(normalization.Node(new(block.Name + ".downsample.1", x) { Summands = summands }));
    }

    /// <summary>Neurons, or rectifiers.</summary>
    public string Fire(string name, string from, string storedAs, bool feature = false)
        => net.Add(new ActivationNode(name, from) { StoredAs = storedAs, Feature = feature });
}

/// <summary>A residual block.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Inputs">Channels it reads.</param>
/// <param name="Width">Channels of its 3x3 convolutions.</param>
/// <param name="Stride">Its stride.</param>
/// <param name="Bottleneck">Whether 1x1 convolutions stand around the 3x3 one.</param>
internal sealed record ResidualBlock(string Name, int Inputs, int Width, int Stride, bool Bottleneck)
{
    /// <summary>Channels it gives.</summary>
    public int Outputs => Bottleneck ? 4 * Width : Width;

    /// <summary>Its convolutions, without the shortcut's.</summary>
    public int Convolutions => Bottleneck ? 3 : 2;

    /// <summary>Whether its shortcut is a 1x1 convolution.</summary>
    public bool Projects => Stride != 1 || Inputs != Outputs;

    /// <summary>The name of the neurons at its branch's end, or behind its sum.</summary>
    public string LastName => $"{Name}.{Convolutions}";

    /// <summary>What their tensors' names begin with.</summary>
    public string LastStored => $"{Name}.sn{Convolutions}";

    /// <summary>The blocks of stages that double their width and, from the second on, halve the size; each with whether it ends its stage.</summary>
    /// <param name="counts">Blocks of each stage.</param>
    /// <param name="channels">Channels that the first block reads.</param>
    /// <param name="width">Width of the first stage.</param>
    /// <param name="bottleneck">Which kind of block.</param>
    public static IEnumerable<(ResidualBlock Block, bool EndsStage)> Stages(IReadOnlyList<int> counts, int channels, int width, bool bottleneck)
    {
        for (int stage = 0; stage < counts.Count; stage++)
        {
            for (int index = 0; index < counts[stage]; index++)
            {
                ResidualBlock block = new($"layer{stage + 1}.{index}", channels, width << stage, stage > 0 && index == 0 ? 2 : 1, bottleneck);
                yield return (block, index == counts[stage] - 1);
                channels = block.Outputs;
            }
        }
    }
}
