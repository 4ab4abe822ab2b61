using SpikeDistill.Catalogs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Optimization;
using SpikeDistill.Options;

namespace SpikeDistill.Training;

/// <summary>What <see cref="TrainingSettings"/> can say, declared once: recipes are read by it, values from code are checked by it.</summary>
internal static class TrainingOptions
{
    // Before optimizers and schedules had options of their own, these stood in every recipe that a run wrote.
    private static readonly string[] OfSomeOptimizers = ["momentum", "nesterov", "betas", "epsilon"], OfSomeSchedules = ["milestones", "step_factor"];

    /// <summary>The keys of one of <c>training.groups</c>.</summary>
    public static Section<ParameterGroup> Group { get; } = new Section<ParameterGroup>(() => new ParameterGroup())
        .Key(
            "role",
            Kinds.Optional(Kinds.Enumeration<ParameterRole>()),
            s => s.Role,
            (s, v) => s with { Role = v },
            "The role of the parameters that it holds.")
        .Key("prefix", Kinds.OptionalText, s => s.Prefix, (s, v) => s with { Prefix = v }, "The beginning of the names of the parameters that it holds.")
        .Key(
            "learning_rate_factor",
            Kinds.NotNegative,
            s => s.LearningRateFactor,
            (s, v) => s with { LearningRateFactor = v },
            "What the learning rate is multiplied by for them.")
        .Key(
            "weight_decay",
            Kinds.Optional(Kinds.NotNegative),
            s => s.WeightDecay,
            (s, v) => s with { WeightDecay = v },
            "Weight decay for them; left out, that of all.");

    /// <summary>The keys that need no catalog.</summary>
    private static Section<TrainingSettings> Amounts { get; } = AddEvaluation(AddRates(AddBatches(Empty())));

    /// <summary>The keys of <c>training</c>.</summary>
    /// <param name="catalog">What can be named.</param>
    public static Section<TrainingSettings> Of(Catalog catalog)
    {
        Section<TrainingSettings> section = AddBatches(Empty())
            .Choose("optimizer", catalog.Optimizers, s => s.Optimizer, (s, v) => s with { Optimizer = v }, "The optimizer.", OfSomeOptimizers);
        section = AddRates(section).Choose(
            "schedule",
            catalog.Schedules,
            s => s.Schedule,
            (s, v) => s with { Schedule = v },
            "How the learning rate goes over the run.",
            OfSomeSchedules);
        return AddEvaluation(section).Key(
            "extensions",
            Kinds.List("a list of extensions, such as '- after: 10'", TrainingExtension.SectionOf(catalog)),
            s => s.Extensions,
            (s, v) => s with { Extensions = v },
            "Epochs that were added once the run had finished, each under a learning rate of its own.");
    }

    /// <summary>Refuses what no recipe could say.</summary>
    /// <exception cref="ArgumentException">An impossible value; the message is the one a recipe would get.</exception>
    public static void Check(TrainingSettings settings)
    {
        Amounts.Check(settings, "training");
        for (int i = 0; i < settings.Extensions.Count; i++)
        {
            TrainingExtension.Amounts.Check(settings.Extensions[i], $"training.extensions.{i}");
        }
    }

    /// <summary>Settings as a recipe writes them, whatever catalog their optimizer and their schedules are of.</summary>
    public static MapNode Write(TrainingSettings settings) => new(
        Origin.None,
        [
            .. ((MapNode)Amounts.Write(settings)).Entries,
            .. settings.Optimizer.Written("optimizer"),
            .. settings.Schedule.Written("schedule"),
            new MapEntry(new ScalarNode("extensions"), new ListNode(Origin.None, [.. settings.Extensions.Select(added => added.Written)])),
        ]);

    private static Section<TrainingSettings> Empty() => new(() => new TrainingSettings());

    private static Section<TrainingSettings> AddBatches(Section<TrainingSettings> section) => section
        .Key(
            "epochs",
            Kinds.Integer(1, 100_000),
            s => s.Epochs,
            (s, v) => s with { Epochs = v },
            "Passes over the training images, those that were added later included.")
        .Key("batch_size", Kinds.Integer(1, 65_536), s => s.BatchSize, (s, v) => s with { BatchSize = v }, "Images a step.")
        .Key("drop_last", Kinds.Flag, s => s.DropLast, (s, v) => s with { DropLast = v }, "Whether images that do not fill a batch are left out of an epoch.")
        .Key(
            "accumulate",
            Kinds.Integer(1, 65_536),
            s => s.Accumulate,
            (s, v) => s with { Accumulate = v },
            "In how many parts the images of a step go through the network; their gradients add up, normalization takes each part's statistics.")
        .Key(
            "synchronize_normalization",
            Kinds.Flag,
            s => s.SynchronizeNormalization,
            (s, v) => s with { SynchronizeNormalization = v },
            "Whether normalization takes the whole batch's statistics where several processes train together; else each takes those of its images.")
        .Key(
            "shards",
            Kinds.Optional(Kinds.Integer(1, 65_536)),
            s => s.Shards,
            (s, v) => s with { Shards = v },
            "In how many shards the images of a step are cut, a power of two: any number of processes that divides it comes to the same bits. Left out, "
                + "as many as there are processes.")
        .Key(
            "recompute",
            Kinds.Flag,
            s => s.Recompute,
            (s, v) => s with { Recompute = v },
            "Whether activations within a block are worked out again in the backward pass instead of kept: less memory, the same bits, about a sixth more "
                + "time.")
        .Key(
            "ema_decay",
            Kinds.Optional(Kinds.ShareBelowOne),
            s => s.EmaDecay,
            (s, v) => s with { EmaDecay = v },
            "How much of a moving average of the weights is kept at a step; it begins as the initial weights, and is evaluated and saved. Left out, "
                + "there is none.");

    private static Section<TrainingSettings> AddRates(Section<TrainingSettings> section) => section
        .Key("learning_rate", Kinds.Positive, s => s.LearningRate, (s, v) => s with { LearningRate = v }, "Peak learning rate.")
        .Key("weight_decay", Kinds.NotNegative, s => s.WeightDecay, (s, v) => s with { WeightDecay = v }, "Weight decay of convolution and linear weights.")
        .Key(
            "decay_norm_and_bias",
            Kinds.Flag,
            s => s.DecayNormAndBias,
            (s, v) => s with { DecayNormAndBias = v },
            "Whether weight decay also acts on normalization and biases.")
        .Key(
            "groups",
            Kinds.List("a list of parameter groups, such as '- prefix: fc.'", Group),
            s => s.Groups,
            (s, v) => s with { Groups = v },
            "Parameters with a learning rate or weight decay of their own; the first group that fits a parameter counts.")
        .Key(
            "clip_norm",
            Kinds.Optional(Kinds.Positive),
            s => s.ClipNorm,
            (s, v) => s with { ClipNorm = v },
            "The largest norm of all gradients together; longer ones are shortened to it. Left out, there is no limit.")
        .Key(
            "warmup_epochs",
            Kinds.NotNegative,
            s => s.WarmupEpochs,
            (s, v) => s with { WarmupEpochs = v },
            "Epochs over which the learning rate rises linearly to its peak; may be a fraction.");

    private static Section<TrainingSettings> AddEvaluation(Section<TrainingSettings> section) => section
        .Key(
            "evaluate_every",
            Kinds.Integer(1),
            s => s.EvaluateEvery,
            (s, v) => s with { EvaluateEvery = v },
            "Evaluate after every so many epochs; the last epoch is always evaluated.")
        .Key(
            "evaluate_train",
            Kinds.Flag,
            s => s.EvaluateTrain,
            (s, v) => s with { EvaluateTrain = v },
            "Whether the last epoch also evaluates the training images as they are.");
}
