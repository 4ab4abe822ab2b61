using System.Text.Json.Serialization;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;

namespace SpikeDistill.Networks.Families;

/// <summary>What fires between the layers of a network.</summary>
public enum ActivationKind
{
    /// <summary>A spiking neuron; the network runs over T steps.</summary>
    Spiking,

    /// <summary>The rectifier; the network is an ANN and runs once (T = 1).</summary>
    Relu,
}

/// <summary>Everything that decides a network's shape. The same settings with <see cref="ActivationKind.Relu"/> give the teacher.</summary>
public sealed record NetworkSettings
{
    /// <summary>A name of <see cref="NetworkRegistry"/>, such as <c>resnet18</c>, <c>vgg16</c> or <c>resnet</c> (blocks given).</summary>
    public string Architecture { get; init; } = "resnet18";

    /// <summary>Blocks of each stage, for architectures that take them; empty means the architecture's own.</summary>
    public IReadOnlyList<int> Blocks { get; init; } = [];

    /// <summary>Scales every layer; 64 gives the published size. Channels of the first stage, half of them with ResNet-19.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Stride of the first convolution; 2 quarters the cost of everything behind it.</summary>
    public int StemStride { get; init; } = 1;

    /// <summary>Number of classes.</summary>
    public int Classes { get; init; } = 10;

    /// <summary>Channels of the input images.</summary>
    public int InputChannels { get; init; } = 3;

    /// <summary>Time steps T; 1 for an ANN.</summary>
    public int Timesteps { get; init; } = 4;

    /// <summary>Spiking student or ReLU teacher.</summary>
    public ActivationKind Activation { get; init; } = ActivationKind.Spiking;

    /// <summary>A network of one's own in place of a named one: the text of its description (<see cref="DescriptionText"/>); null for a named one.</summary>
    public string? Description { get; init; }

    /// <summary>The network in a few words, such as <c>resnet [1,1,1,1], width 16</c>.</summary>
    [JsonIgnore]
    public string Title => Description is not null
        ? $"{Architecture} (described)"
        : $"{Architecture}{(Blocks.Count == 0 ? "" : $" [{string.Join(",", Blocks)}]")}, width {Width}";

    /// <summary>The settings of a network that is described.</summary>
    /// <param name="description">The network.</param>
    /// <param name="dynamics">What fires, and over how many steps.</param>
    public static NetworkSettings Of(NetworkDescription description, Dynamics dynamics) => new()
    {
        Architecture = description.Name,
        Classes = description.Classes,
        InputChannels = description.Image.Channels,
        Timesteps = dynamics.Timesteps,
        Activation = dynamics.Spiking ? ActivationKind.Spiking : ActivationKind.Relu,
        Description = DescriptionText.Write(description),
    };

    /// <summary>What fires, where only sizes are asked for: neurons that learn nothing.</summary>
    [JsonIgnore]
    public Dynamics Dynamics => Activation == ActivationKind.Relu ? Dynamics.Rectifier : Dynamics.Neuron(Timesteps);

    /// <summary>What fires: these neurons, or the rectifier, which needs none.</summary>
    /// <param name="neuron">The neurons.</param>
    /// <exception cref="ArgumentException">An option that the neurons cannot take.</exception>
    public Dynamics DynamicsWith(Neuron neuron)
        => Activation == ActivationKind.Relu ? Dynamics.Rectifier : Dynamics.Neuron(Timesteps, neuron.Activation());
}
