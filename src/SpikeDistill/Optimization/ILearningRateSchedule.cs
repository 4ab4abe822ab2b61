namespace SpikeDistill.Optimization;

/// <summary>The learning rate over a run.</summary>
public interface ILearningRateSchedule
{
    /// <summary>The learning rate of a step, counted from 0.</summary>
    double At(long step);
}
