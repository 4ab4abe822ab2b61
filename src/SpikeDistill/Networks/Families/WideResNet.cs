using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Networks.Normalizations;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>
/// Wide residual networks for small images (Zagoruyko and Komodakis, BMVC 2016): blocks that normalize and fire before each of two 3x3
/// convolutions, three stages of (depth − 4) / 6 of them, <c>widen</c> times as wide as the stem. A projection reads what was
/// normalized and fired. Parameters carry the names of the public PyTorch code.
/// </summary>
public sealed record WideResNet : NetworkFamily
{
    private const int Stages = 3;

    /// <summary>What recipes can say of it.</summary>
    public static Entry<NetworkFamily> Entry { get; } = Entry<NetworkFamily>.Of(
        "wide-resnet",
        "Wide ResNet for small images (Zagoruyko and Komodakis, BMVC 2016), WRN-28-4 unless said otherwise",
        new Section<WideResNet>(() => new WideResNet())
            .Key("depth", Kinds.Integer(10, 1000), f => f.Depth, (f, v) => f with { Depth = v }, "Layers: 6n + 4, such as 16, 22, 28, 40.")
            .Key("widen", Kinds.Integer(1, 64), f => f.Widen, (f, v) => f with { Widen = v }, "How many times as wide as the stem the first stage is.")
            .Key("width", FamilyOptions.Width, f => f.Width, (f, v) => f with { Width = v }, "Channels of the stem; 16 is the published size."));

    /// <summary>Layers, 6n + 4.</summary>
    public int Depth { get; init; } = 28;

    /// <summary>How many times as wide as the stem the first stage is.</summary>
    public int Widen { get; init; } = 4;

    /// <summary>Channels of the stem.</summary>
    public int Width { get; init; } = 16;

    /// <inheritdoc/>
    public override string Title => $"{Name} {Depth}-{Widen}, width {Width}";

    /// <inheritdoc/>
    protected override Entry<NetworkFamily> Declared => Entry;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if ((Depth - 4) % 6 != 0)
        {
            throw new ArgumentException($"'depth' of the architecture '{Name}' must be 4 more than a multiple of 6, such as 16, 22, 28 or 40, not {Depth}.");
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<NetworkFamily> Guesses(WeightShapes shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        int width = shapes.FirstChannels, outputs = shapes.Outputs("block1.layer.0.conv1.weight");
        return outputs == 0 || width == 0
            ? []
            : [this with { Depth = 4 + (2 * Stages * shapes.Items("block1.layer")), Widen = outputs / width, Width = width }];
    }

    /// <inheritdoc/>
    public override NetworkDescription Describe(NetworkInputs inputs)
    {
        NetworkBuilder net = new(Name, new ImageSize(inputs.Channels));
        string x = net.Add(new ConvolutionNode("conv1", Node.Image, Width));
        int channels = Width;
        bool still = true;
        for (int stage = 0; stage < Stages; stage++)
        {
            int outputs = Width * Widen << stage, count = (Depth - 4) / (2 * Stages);
            for (int block = 0; block < count; block++)
            {
                x = AddBlock(
                    net, inputs.Normalization, $"block{stage + 1}.layer.{block}", x, channels, outputs, stage > 0 && block == 0 ? 2 : 1, still,
                    block == count - 1);
                (channels, still) = (outputs, false);
            }
        }

        x = net.Add(inputs.Normalization.Node(new("bn1", x)));
        x = net.Add(new ActivationNode("last", x) { StoredAs = "sn1" });
        net.Add(new LinearNode("fc", net.Add(new GlobalAveragePoolNode("global_pool", x)), inputs.Classes));
        return net.Build();
    }

    private static string AddBlock(
        NetworkBuilder net, Normalization normalization, string name, string input, int channels, int outputs, int stride, bool still, bool endsStage)
    {
        string x = net.Add(normalization.Node(new(name + ".bn1", input)));
        x = still ? net.Add(new RepeatNode(name + ".repeat", x)) : x;
        string fired = net.Add(new ActivationNode(name + ".1", x) { StoredAs = name + ".sn1" });
        x = net.Add(new ConvolutionNode(name + ".conv1", fired, outputs) { Stride = stride });
        x = net.Add(normalization.Node(new(name + ".bn2", x)));
        x = net.Add(new ActivationNode(name + ".2", x) { StoredAs = name + ".sn2" });
        x = net.Add(new ConvolutionNode(name + ".conv2", x, outputs));
        string shortcut = channels != outputs
            ? net.Add(new ConvolutionNode(name + ".convShortcut", fired, outputs) { Kernel = 1, Stride = stride })
            : still ? net.Add(new RepeatNode(name + ".shortcut.repeat", input)) : input;
        return net.Add(new AddNode(name + ".add", x, shortcut) { Feature = endsStage });
    }
}
