namespace SpikeDistill.Optimization;

/// <summary>
/// The learning rate over a run: a linear rise over the warm-up, then a cosine from the peak to 0 (Loshchilov and Hutter, ICLR
/// 2017). It changes with every step.
/// </summary>
/// <param name="Peak">The peak learning rate.</param>
/// <param name="Steps">Steps of the whole run.</param>
/// <param name="WarmupSteps">Steps of the rise.</param>
public sealed record CosineSchedule(double Peak, long Steps, long WarmupSteps) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double At(long step)
    {
        if (step < WarmupSteps)
        {
            return Peak * (step + 1) / WarmupSteps;
        }

        double progress = (double)(step - WarmupSteps) / Math.Max(1, Steps - WarmupSteps);
        return Peak * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress)));
    }
}
