using SpikeDistill.Tensors;

namespace SpikeDistill.Distillation;

/// <summary>A term's weighted value and the norms of its gradients.</summary>
/// <param name="Name">The term's name.</param>
/// <param name="Value">Its value, weighted; 0 while it is not active.</param>
/// <param name="GradientNorm">The Euclidean norm of its weighted gradient on all logits.</param>
/// <param name="FeatureGradientNorm">The same on all stage features.</param>
public sealed record TermValue(string Name, double Value, double GradientNorm, double FeatureGradientNorm);

/// <summary>The loss of a batch.</summary>
/// <param name="Loss">The sum of the terms.</param>
/// <param name="Terms">The terms.</param>
/// <param name="LogitsGradient">The loss's gradient on the logits, [T, N, classes]; null where no term that counts reads them.</param>
public sealed record ObjectiveResult(double Loss, IReadOnlyList<TermValue> Terms, Tensor? LogitsGradient)
{
    /// <summary>
    /// All that the loss depends on (the logits, stage features, what the terms learn), each with the loss's gradient: what the backward pass
    /// goes on from. What no term has a share in is not there, so that parameters behind it have no gradient and are left alone.
    /// </summary>
    public required (Tensor Output, Tensor Gradient)[] Seeds { get; init; }
}
