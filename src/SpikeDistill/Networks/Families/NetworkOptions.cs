using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>The sizes of a named network with their bounds: what recipes read, and what code is checked by.</summary>
internal static class NetworkOptions
{
    /// <summary>Time steps T.</summary>
    public static Kind<int> Timesteps { get; } = Kinds.Integer(1, 1024);

    private static Section<NetworkSettings> All { get; } = AddTo(new Section<NetworkSettings>(() => new NetworkSettings()));

    /// <summary>Adds the sizes to the key that names the architecture.</summary>
    public static Section<NetworkSettings> AddTo(Section<NetworkSettings> section) => section
        .Key(
            "blocks",
            Kinds.List("a list such as [2, 2, 2, 2]", Kinds.Integer(1, 1000)),
            s => s.Blocks,
            (s, v) => s with { Blocks = v },
            "Blocks of each stage, for architecture resnet; the others have their own.")
        .Key("width", Kinds.Integer(1, 4096), s => s.Width, (s, v) => s with { Width = v }, "Scales every layer; 64 is the published size.")
        .Key("stem_stride", Kinds.Integer(1, 32), s => s.StemStride, (s, v) => s with { StemStride = v }, "Stride of the first convolution.")
        .Key("classes", Kinds.Integer(1, 1_000_000), s => s.Classes, (s, v) => s with { Classes = v }, "Number of classes; left out, the data set's.")
        .Key(
            "input_channels",
            Kinds.Integer(1, 4096),
            s => s.InputChannels,
            (s, v) => s with { InputChannels = v },
            "Channels of the images; left out, the data set's.")
        .Key("timesteps", Timesteps, s => s.Timesteps, (s, v) => s with { Timesteps = v }, "Time steps T; 1 for an ANN.")
        .Key(
            "activation",
            Kinds.Enumeration<ActivationKind>(),
            s => s.Activation,
            (s, v) => s with { Activation = v },
            "What fires: neurons, or the rectifier of an ANN.");

    /// <summary>Refuses sizes that no recipe could say.</summary>
    /// <exception cref="ArgumentException">An impossible size.</exception>
    public static void Require(NetworkSettings settings)
    {
        All.Check(settings, "network");
        if (settings is { Activation: ActivationKind.Relu, Timesteps: not 1 })
        {
            throw new ArgumentException($"A network with activation 'relu' runs once: timesteps must be 1, not {settings.Timesteps}.");
        }
    }
}
