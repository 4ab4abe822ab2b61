using SpikeDistill.Tensors;

namespace SpikeDistill.Neurons;

/// <summary>Something that a layer of neurons keeps but does not learn, such as a running mean.</summary>
/// <param name="Name">Its name behind the layer's in files, such as <c>bn.running_mean</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Start">What it holds before the first step of training.</param>
public sealed record NeuronBuffer(string Name, Shape Shape, float Start)
{
    /// <summary>Whether a number below 0 cannot be, as in a variance.</summary>
    public bool NotNegative { get; init; }
}

/// <summary>What a layer of neurons keeps, in a pass.</summary>
/// <param name="Buffers">Its values, as <see cref="ISpikingActivation.Buffers"/> lists them; null or empty where it keeps nothing.</param>
/// <param name="Training">Whether statistics are those of the batch, which move the running ones.</param>
public readonly record struct NeuronStatistics(IReadOnlyList<Tensor> Buffers, bool Training);
