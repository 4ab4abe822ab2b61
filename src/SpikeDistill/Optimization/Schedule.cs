using SpikeDistill.Options;

namespace SpikeDistill.Optimization;

/// <summary>How the learning rate goes over a run: a record of its options, declared beside it.</summary>
public abstract record Schedule : IDeclared<Schedule>
{
    /// <summary>Its name in recipes and results.</summary>
    public string Name => Declared.Name;

    Entry<Schedule> IDeclared<Schedule>.Declared => Declared;

    /// <summary>The name and options that recipes give it.</summary>
    protected abstract Entry<Schedule> Declared { get; }

    /// <summary>Refuses what no recipe could say, and what does not go with a run.</summary>
    /// <param name="epochs">The epochs of the run.</param>
    /// <exception cref="ArgumentException">An impossible option, or options that do not go together or with the run.</exception>
    public virtual void Check(int epochs) => this.CheckOptions();

    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">The step, counted from 0.</param>
    /// <param name="span">The run that it is a step of.</param>
    public abstract double At(long step, ScheduleSpan span);
}

/// <summary>The run that a schedule is spread over.</summary>
/// <param name="Peak">The peak learning rate.</param>
/// <param name="Steps">Steps of the whole run.</param>
/// <param name="WarmupSteps">Steps over which the learning rate rises to its peak.</param>
/// <param name="StepsPerEpoch">Steps of an epoch.</param>
public sealed record ScheduleSpan(double Peak, long Steps, long WarmupSteps, int StepsPerEpoch)
{
    /// <summary>The linear rise over the warm-up, and the peak after it.</summary>
    /// <param name="step">The step, counted from 0.</param>
    public double RiseAt(long step) => step < WarmupSteps ? Peak * (step + 1) / WarmupSteps : Peak;
}
