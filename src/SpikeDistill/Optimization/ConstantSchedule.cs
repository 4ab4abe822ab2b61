namespace SpikeDistill.Optimization;

/// <summary>A linear rise over the warm-up, then always the same learning rate.</summary>
/// <param name="Peak">The learning rate after the warm-up.</param>
/// <param name="WarmupSteps">Steps of the rise.</param>
public sealed record ConstantSchedule(double Peak, long WarmupSteps) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double At(long step) => step < WarmupSteps ? Peak * (step + 1) / WarmupSteps : Peak;
}
