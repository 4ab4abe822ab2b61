using SpikeDistill.Tensors;

namespace SpikeDistill.Optimization;

/// <summary>Changes parameters along their gradients.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>All it remembers between steps; a checkpoint saves and restores it. Names begin with <c>momentum.</c> or <c>optimizer.</c>.</summary>
    IReadOnlyList<OptimizerTensor> State { get; }

    /// <summary>Updates every parameter the loss depended on. The others are left alone: no weight decay, no step along what is remembered.</summary>
    /// <param name="gradients">The gradients of the loss; they stay as they are.</param>
    /// <param name="learningRate">The learning rate of this step, before any group's factor.</param>
    /// <param name="gradientScale">What gradients are multiplied by first, see <see cref="GradientClipping"/>.</param>
    void Step(Gradients gradients, double learningRate, double gradientScale = 1);
}

/// <summary>Something an optimizer remembers.</summary>
/// <param name="Name">Its name in checkpoints.</param>
/// <param name="Value">Its values.</param>
public sealed record OptimizerTensor(string Name, Tensor Value)
{
    /// <summary>Whether checkpoints of older versions hold one value, which stands for all.</summary>
    public bool OnceOneForAll { get; init; }
}
