namespace SpikeDistill.Optimization;

/// <summary>A schedule by name, with what any of them takes.</summary>
public sealed record ScheduleSettings
{
    /// <summary>A name of <see cref="ScheduleRegistry"/>.</summary>
    public string Name { get; init; } = "cosine";

    /// <summary>The peak learning rate.</summary>
    public required double Peak { get; init; }

    /// <summary>Steps of the whole run.</summary>
    public required long Steps { get; init; }

    /// <summary>Steps over which the learning rate rises to its peak.</summary>
    public long WarmupSteps { get; init; }

    /// <summary>Step schedule: the steps from which on the learning rate is multiplied once more.</summary>
    public IReadOnlyList<long> Milestones { get; init; } = [];

    /// <summary>Step schedule: what it is multiplied by.</summary>
    public double StepFactor { get; init; } = 0.1;
}

/// <summary>The schedules by name. A new one is its own file, its test, and one line here.</summary>
public static class ScheduleRegistry
{
    private static readonly Dictionary<string, Func<ScheduleSettings, ILearningRateSchedule>> Schedules = new(StringComparer.Ordinal)
    {
        ["cosine"] = s => new CosineSchedule(s.Peak, s.Steps, s.WarmupSteps),
        ["step"] = s => new StepSchedule(s.Peak, s.Milestones, s.StepFactor, s.WarmupSteps),
        ["constant"] = s => new ConstantSchedule(s.Peak, s.WarmupSteps),
    };

    /// <summary>The names that <see cref="ScheduleSettings.Name"/> can have.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Schedules.Keys];

    /// <summary>Makes a schedule.</summary>
    /// <exception cref="ArgumentException">An unknown name.</exception>
    public static ILearningRateSchedule Create(ScheduleSettings settings)
        => Schedules.TryGetValue(settings.Name, out var create)
            ? create(settings)
            : throw new ArgumentException($"There is no schedule '{settings.Name}'; there are {string.Join(", ", Names)}.");
}
