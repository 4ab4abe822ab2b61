using System.Text.Json.Serialization;
using SpikeDistill.Networks.Encodings;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Networks.Normalizations;
using SpikeDistill.Neurons;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>What fires between the layers of a network.</summary>
public enum ActivationKind
{
    /// <summary>A spiking neuron; the network runs over T steps.</summary>
    Spiking,

    /// <summary>The rectifier; the network is an ANN and runs once (T = 1).</summary>
    Relu,

    /// <summary>The rectifier in steps with a learned threshold; the network is an ANN and runs once (<see cref="ClipFloorShift"/>).</summary>
    Qcfs,
}

/// <summary>Everything that decides a network's shape. The same settings with <see cref="ActivationKind.Relu"/> give the teacher.</summary>
[JsonConverter(typeof(WrittenJson<NetworkSettings>))]
public sealed record NetworkSettings : IWritten
{
    /// <summary>What kind of network it is, with the sizes of its own.</summary>
    public NetworkFamily Family { get; init; } = ResNet.ResNet18;

    /// <summary>How it normalizes, where a family does.</summary>
    public Normalization Normalization { get; init; } = new BatchNormalization();

    /// <summary>How neurons are shown still images.</summary>
    public Encoding Encoding { get; init; } = new DirectEncoding();

    /// <summary>Number of classes.</summary>
    public int Classes { get; init; } = 10;

    /// <summary>Channels of the input images.</summary>
    public int InputChannels { get; init; } = 3;

    /// <summary>Whether there is an image for every step, such as frames of an event camera; else still images, which every step sees.</summary>
    public bool Frames { get; init; }

    /// <summary>Time steps T; 1 for an ANN.</summary>
    public int Timesteps { get; init; } = 4;

    /// <summary>Spiking student or ReLU teacher.</summary>
    public ActivationKind Activation { get; init; } = ActivationKind.Spiking;

    /// <summary>Whether it is an ANN, which runs once.</summary>
    public bool IsAnn => Activation != ActivationKind.Spiking;

    /// <summary>L of <see cref="ActivationKind.Qcfs"/>; null for its default, and for any other.</summary>
    public int? QcfsLevels { get; init; }

    /// <summary>λ before training, of <see cref="ActivationKind.Qcfs"/>; null for its default, and for any other.</summary>
    public float? QcfsThreshold { get; init; }

    /// <summary>The family's name, or the description's.</summary>
    public string Architecture => Family.Name;

    /// <summary>The width of a convolutional family; null for any other.</summary>
    public int? Width => (Family as ConvolutionalFamily)?.Width;

    /// <summary>The nodes of a network that is described; null for one of a family.</summary>
    public NetworkDescription? Description => (Family as DescribedNetwork)?.Description;

    /// <summary>The network in a few words, such as <c>resnet [1,1,1,1], width 16</c>.</summary>
    public string Title => Encoding is not DirectEncoding ? $"{Family.Title}, {Encoding.Name} code"
        : Rectifier.Quantized is { } quantized ? $"{Family.Title}, qcfs of {quantized.Levels} levels"
        : Family.Title;

    /// <summary>What fires, where only sizes are asked for: neurons that learn nothing.</summary>
    public Dynamics Dynamics => IsAnn ? Rectifier : Dynamics.Neuron(Timesteps);

    RecipeNode IWritten.Written => new MapNode(
        Origin.None,
        [
            .. Family.Written,
            .. ((MapNode)NetworkOptions.All.Write(this)).Entries,
            new MapEntry(new ScalarNode("normalization"), ((IWritten)Normalization).Written),
            .. Encoding is DirectEncoding ? [] : (MapEntry[])[new MapEntry(new ScalarNode("encoding"), ((IWritten)Encoding).Written)],
        ]);

    /// <summary>The settings of a network that is described.</summary>
    /// <param name="description">The network.</param>
    /// <param name="dynamics">What fires, and over how many steps.</param>
    public static NetworkSettings Of(NetworkDescription description, Dynamics dynamics)
    {
        ArgumentNullException.ThrowIfNull(description);
        return new()
        {
            Family = new DescribedNetwork(description),
            Classes = description.Classes,
            InputChannels = description.Image.Channels,
            Frames = description.Image.OverTime,
            Timesteps = dynamics.Timesteps,
            Activation = dynamics.Spiking ? ActivationKind.Spiking : dynamics.Quantized is null ? ActivationKind.Relu : ActivationKind.Qcfs,
            QcfsLevels = dynamics.Quantized?.Levels,
            QcfsThreshold = dynamics.Quantized?.Threshold,
        };
    }

    /// <summary>The description of the network.</summary>
    /// <exception cref="ArgumentException">Settings that no network can have; the message says which.</exception>
    public NetworkDescription Describe()
    {
        NetworkOptions.Require(this);
        Normalization.Check();
        Family.Check();
        if (!Family.Fires && Activation == ActivationKind.Spiking)
        {
            throw new ArgumentException($"The architecture '{Architecture}' has no neurons and is a teacher; set 'activation: relu' and 'timesteps: 1'.");
        }

        Encoding.Check();
        if (Encoding is not DirectEncoding && (Frames || IsAnn))
        {
            throw new ArgumentException(
                $"The encoding '{Encoding.Name}' makes spikes of still images for neurons; "
                    + $"{(Frames ? "these images have a time axis" : "an ANN runs once")}. Leave 'encoding' out.");
        }

        NetworkDescription still = Family.Describe(new NetworkInputs(Classes, InputChannels, Normalization));
        return Frames ? still.OverTime() : Encoding.Apply(still);
    }

    /// <summary>What fires: these neurons, or the rectifier, which needs none.</summary>
    /// <param name="neuron">The neurons.</param>
    /// <exception cref="ArgumentException">An option that the neurons cannot take.</exception>
    public Dynamics DynamicsWith(Neuron neuron)
        => IsAnn ? Rectifier : Dynamics.Neuron(Timesteps, neuron.Activation());

    private Dynamics Rectifier
    {
        get
        {
            ClipFloorShift usual = new();
            return Activation == ActivationKind.Qcfs
                ? Dynamics.InSteps(new ClipFloorShift { Levels = QcfsLevels ?? usual.Levels, Threshold = QcfsThreshold ?? usual.Threshold })
                : Dynamics.Rectifier;
        }
    }
}
