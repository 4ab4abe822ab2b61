namespace SpikeDistill.Optimization;

/// <summary>A linear rise over the warm-up, then a learning rate that falls by a factor at each milestone.</summary>
/// <param name="Peak">The learning rate after the warm-up, before the first milestone.</param>
/// <param name="Milestones">The steps from which on the rate is multiplied once more.</param>
/// <param name="Factor">What it is multiplied by.</param>
/// <param name="WarmupSteps">Steps of the rise.</param>
public sealed record StepSchedule(double Peak, IReadOnlyList<long> Milestones, double Factor, long WarmupSteps) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double At(long step)
    {
        double rate = new ConstantSchedule(Peak, WarmupSteps).At(step);
        foreach (long milestone in Milestones)
        {
            rate *= step >= milestone ? Factor : 1;
        }

        return rate;
    }
}
