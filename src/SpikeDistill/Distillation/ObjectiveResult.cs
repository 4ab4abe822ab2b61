using SpikeDistill.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Distillation;

/// <summary>A term's weighted value and the norms of its gradients.</summary>
/// <param name="Name">The term's name.</param>
/// <param name="Value">Its value, weighted; 0 while it is not active.</param>
/// <param name="GradientNorm">The Euclidean norm of its weighted gradient on all logits.</param>
/// <param name="FeatureGradientNorm">The same on all stage features.</param>
public sealed record TermValue(string Name, double Value, double GradientNorm, double FeatureGradientNorm)
{
    /// <summary>The sum of a batch's parts with one more, whose images have that share of the batch; norms add up as those of parts of one vector.</summary>
    internal TermValue With(TermValue part, double share) => share == 1 ? part : this with
    {
        Value = Value + (share * part.Value),
        GradientNorm = double.Hypot(GradientNorm, share * part.GradientNorm),
        FeatureGradientNorm = double.Hypot(FeatureGradientNorm, share * part.FeatureGradientNorm),
    };
}

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

    /// <summary>The seeds of a part of a batch, times its share of the batch, in place.</summary>
    internal (Tensor Output, Tensor Gradient)[] SeedsTimes(float share)
    {
        foreach ((_, Tensor gradient) in share == 1 ? [] : Seeds)
        {
            TensorPrimitives.Multiply(gradient.Values, share, gradient.Values);
        }

        return Seeds;
    }
}
