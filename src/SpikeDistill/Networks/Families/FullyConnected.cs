using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>
/// Fully connected layers with normalization and neurons between them, for spike trains such as SHD's (Cramer et al., 2020), whose frames have one row
/// of channels, and for small images. What fires is <c>fires1</c> and so on.
/// </summary>
public sealed record FullyConnected : NetworkFamily
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<NetworkFamily> Entry { get; } = Entry<NetworkFamily>.Of(
        "fully-connected",
        "fully connected layers, for spike trains and small images",
        new Section<FullyConnected>(() => new FullyConnected())
            .Key(
                "hidden",
                Kinds.List("a list such as [256, 256]", Kinds.Integer(1, 1 << 16)),
                f => f.Hidden,
                (f, v) => f with { Hidden = v },
                "Neurons of each layer.")
            .Key("height", Kinds.Integer(1, 4096), f => f.Height, (f, v) => f with { Height = v }, "Rows of the images; 1 for spike trains.")
            .Key("width", Kinds.Integer(1, 4096), f => f.Width, (f, v) => f with { Width = v }, "Columns of the images; the channels of spike trains."));

    /// <summary>Neurons of each layer.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [256, 256];

    /// <summary>Rows of the images.</summary>
    public int Height { get; init; } = 1;

    /// <summary>Columns of the images.</summary>
    public int Width { get; init; } = 700;

    /// <inheritdoc/>
    public override string Title => $"{Name} [{string.Join(",", Hidden)}]";

    /// <inheritdoc/>
    protected override Entry<NetworkFamily> Declared => Entry;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (Hidden.Count == 0)
        {
            throw new ArgumentException($"The architecture '{Name}' needs a layer that fires; give 'hidden', such as [256, 256].");
        }
    }

    /// <inheritdoc/>
    public override NetworkDescription Describe(NetworkInputs inputs)
    {
        NetworkBuilder net = new(Name, new ImageSize(inputs.Channels, Height, Width));
        string x = net.Add(new FlattenNode("flat", Node.Image));
        foreach ((int layer, int outputs) in Hidden.Index())
        {
            int number = layer + 1;
            x = net.Add(new LinearNode($"fc{number}", x, outputs));
            x = net.Add(inputs.Normalization.Node(new($"bn{number}", x)));
            x = layer == 0 ? net.Add(new RepeatNode("repeat", x)) : x;
            x = net.Add(new ActivationNode($"fires{number}", x));
        }

        net.Add(new LinearNode("classifier", x, inputs.Classes));
        return net.Build();
    }

    /// <inheritdoc/>
    public bool Equals(FullyConnected? other) => base.Equals(other) && Hidden.SequenceEqual(other.Hidden) && (Height, Width) == (other.Height, other.Width);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Hidden.Count, Height, Width);
}
