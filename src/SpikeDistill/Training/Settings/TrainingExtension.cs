using SpikeDistill.Catalogs;
using SpikeDistill.Optimization;
using SpikeDistill.Options;

namespace SpikeDistill.Training;

/// <summary>
/// Epochs that were added to a finished run. They have a learning rate of their own, from <see cref="LearningRate"/> over themselves alone;
/// the epochs before them, and the rates those were trained with, stay what they are. Weights, momenta and averages go on.
/// </summary>
public sealed record TrainingExtension
{
    /// <summary>The epoch that the run had ended with.</summary>
    public int After { get; init; } = 1;

    /// <summary>Peak learning rate of the added epochs.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>How the learning rate goes over the added epochs, which it counts from their own beginning.</summary>
    public Schedule Schedule { get; init; } = new CosineSchedule();

    /// <summary>Added epochs over which the learning rate rises linearly to its peak; may be a fraction.</summary>
    public double WarmupEpochs { get; init; }

    /// <summary>The keys that need no catalog.</summary>
    internal static Section<TrainingExtension> Amounts { get; } = AddWarmup(AddRate(AddAfter(Empty())));

    /// <summary>As a recipe writes it, whatever catalog the schedule is of.</summary>
    internal MapNode Written => new(Origin.None, [.. ((MapNode)Amounts.Write(this)).Entries, .. Schedule.Written("schedule")]);

    /// <summary>The keys of one of <c>training.extensions</c>.</summary>
    /// <param name="catalog">What can be named.</param>
    internal static Section<TrainingExtension> SectionOf(Catalog catalog) => AddSchedule(AddAfter(Empty()), catalog);

    /// <summary>What can be chosen of epochs that are about to be added; after which epoch they come follows from the run.</summary>
    /// <param name="catalog">What can be named.</param>
    internal static Section<TrainingExtension> ChosenOf(Catalog catalog) => AddSchedule(Empty(), catalog);

    /// <summary>Such as <c>cosine from 0.1</c> or <c>constant from 0.01 after 0.5 epochs of warm-up</c>.</summary>
    public override string ToString()
    {
        string warmup = WarmupEpochs > 0 ? FormattableString.Invariant($" after {WarmupEpochs} epochs of warm-up") : "";
        return FormattableString.Invariant($"{Schedule.Words()} from {LearningRate}{warmup}");
    }

    private static Section<TrainingExtension> Empty() => new(() => new TrainingExtension());

    private static Section<TrainingExtension> AddAfter(Section<TrainingExtension> section)
        => section.Key("after", Kinds.Integer(1), s => s.After, (s, v) => s with { After = v }, "The epoch that the run had ended with.");

    private static Section<TrainingExtension> AddRate(Section<TrainingExtension> section) => section.Key(
        "learning_rate",
        Kinds.Positive,
        s => s.LearningRate,
        (s, v) => s with { LearningRate = v },
        "Peak learning rate of the added epochs.");

    private static Section<TrainingExtension> AddSchedule(Section<TrainingExtension> section, Catalog catalog) => AddWarmup(AddRate(section).Choose(
        "schedule",
        catalog.Schedules,
        s => s.Schedule,
        (s, v) => s with { Schedule = v },
        "How the learning rate goes over the added epochs, which it counts from their own beginning."));

    private static Section<TrainingExtension> AddWarmup(Section<TrainingExtension> section) => section.Key(
        "warmup_epochs",
        Kinds.NotNegative,
        s => s.WarmupEpochs,
        (s, v) => s with { WarmupEpochs = v },
        "Added epochs over which the learning rate rises linearly to its peak; may be a fraction.");
}
