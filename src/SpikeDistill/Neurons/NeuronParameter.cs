using SpikeDistill.Tensors;

namespace SpikeDistill.Neurons;

/// <summary>Something that a layer of neurons learns.</summary>
/// <param name="Name">Its name behind the layer's in files, such as <c>w</c>.</param>
/// <param name="Shape">[] for the whole layer, [C] for one value a channel, [T] for one a step, [T, C] for one a step and channel.</param>
/// <param name="Start">What every element is before the first step of training, or lies around.</param>
public sealed record NeuronParameter(string Name, Shape Shape, float Start)
{
    /// <summary>How far elements lie from <see cref="Start"/> before training at most, drawn evenly; 0 for all alike.</summary>
    public float Spread { get; init; }

    /// <summary>Whether it has one value a step, so that its shape begins with T.</summary>
    public bool IsOverSteps { get; init; }

    /// <summary>Whether it is scale or shift of a normalization, which optimizers treat as those of any other.</summary>
    public bool IsNormalization { get; init; }
}
