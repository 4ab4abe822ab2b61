using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>The sizes that every network has, with their bounds: what recipes read, and what code is checked by.</summary>
internal static class NetworkOptions
{
    /// <summary>The sizes alone.</summary>
    public static Section<NetworkSettings> All { get; } = AddTo(new Section<NetworkSettings>(() => new NetworkSettings()));

    /// <summary>The keys that say what fires.</summary>
    public static IReadOnlyList<string> DynamicsKeys { get; } = [.. AddDynamics(new Section<NetworkSettings>(() => new NetworkSettings())).KeyNames];

    /// <summary>Adds the sizes to the key that names the architecture.</summary>
    public static Section<NetworkSettings> AddTo(Section<NetworkSettings> section) => AddDynamics(section
        .Key("classes", Kinds.Integer(1, 1_000_000), s => s.Classes, (s, v) => s with { Classes = v }, "Number of classes; left out, the data set's.")
        .Key(
            "input_channels",
            Kinds.Integer(1, 4096),
            s => s.InputChannels,
            (s, v) => s with { InputChannels = v },
            "Channels of the images; left out, the data set's.")
        .Key(
            "frames",
            Kinds.Flag,
            s => s.Frames,
            (s, v) => s with { Frames = v },
            "Whether there is an image for every step, such as frames of an event camera; left out, as the data set has it."));

    /// <summary>Adds what fires, and over how many steps.</summary>
    public static Section<NetworkSettings> AddDynamics(Section<NetworkSettings> section) => section
        .Key("timesteps", Dynamics.TimestepsKind, s => s.Timesteps, (s, v) => s with { Timesteps = v }, "Time steps T; 1 for an ANN.")
        .Key(
            "activation",
            Kinds.Enumeration<ActivationKind>(),
            s => s.Activation,
            (s, v) => s with { Activation = v },
            "What fires: neurons, the rectifier of an ANN, or its rectifier in steps (qcfs), for an ANN that is to be converted.")
        .Key(
            "qcfs_levels",
            Kinds.Optional(Kinds.Integer(1, 1024)),
            s => s.QcfsLevels,
            (s, v) => s with { QcfsLevels = v },
            $"L of 'activation: qcfs': the levels between 0 and a layer's threshold; left out, {new ClipFloorShift().Levels}.")
        .Key(
            "qcfs_threshold",
            Kinds.Optional(Kinds.Single(above: 0)),
            s => s.QcfsThreshold,
            (s, v) => s with { QcfsThreshold = v },
            $"The threshold of 'activation: qcfs' before training, which each layer learns; left out, {new ClipFloorShift().Threshold}.");

    /// <summary>Refuses sizes that no recipe could say.</summary>
    /// <exception cref="ArgumentException">An impossible size.</exception>
    public static void Require(NetworkSettings settings)
    {
        All.Check(settings, "network");
        if (settings is { IsAnn: true, Timesteps: not 1 })
        {
            throw new ArgumentException(
                $"A network with activation '{settings.Activation.ToString().ToLowerInvariant()}' runs once: timesteps must be 1, not {settings.Timesteps}.");
        }

        if (settings.Activation != ActivationKind.Qcfs && (settings.QcfsLevels ?? settings.QcfsThreshold) is not null)
        {
            throw new ArgumentException("'qcfs_levels' and 'qcfs_threshold' belong to 'activation: qcfs'; leave them out, or set it.");
        }
    }
}
