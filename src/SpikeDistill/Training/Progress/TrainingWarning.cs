namespace SpikeDistill.Training;

/// <summary>Something one should know while the run goes on: a dead or saturated layer, a negative loss, a loss that is no number.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Message">What is the matter and, where that is known, what helps.</param>
public sealed record TrainingWarning(TrainingWarningKind Kind, string Message) : TrainingProgress
{
    /// <summary>The epoch it is of; null where it is of none.</summary>
    public int? Epoch { get; init; }

    /// <summary>The layer, the term of the objective or the file that it is about; null where it is about none.</summary>
    public string? Part { get; init; }

    /// <summary>The rate, loss or accuracy that gave rise to it; null where none did.</summary>
    public double? Value { get; init; }

    /// <inheritdoc/>
    public override string ToString() => "warning: " + Message;
}
