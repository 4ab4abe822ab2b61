using SpikeDistill.Networks.Nodes;
using SpikeDistill.Optimization;
using SpikeDistill.Options;

namespace SpikeDistill.Training;

/// <summary>What <see cref="TrainingSettings"/> can say, declared once: recipes are read by it, values from code are checked by it.</summary>
internal static class TrainingOptions
{
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

    /// <summary>The keys of <c>training</c>.</summary>
    public static Section<TrainingSettings> Section { get; } = new Section<TrainingSettings>(() => new TrainingSettings())
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
            "ema_decay",
            Kinds.Optional(Kinds.ShareBelowOne),
            s => s.EmaDecay,
            (s, v) => s with { EmaDecay = v },
            "How much of a moving average of the weights is kept at a step; the average is evaluated and saved. Left out, there is none.")
        .Key("optimizer", Kinds.Name(OptimizerRegistry.Names), s => s.Optimizer, (s, v) => s with { Optimizer = v }, "The optimizer.")
        .Key("learning_rate", Kinds.Positive, s => s.LearningRate, (s, v) => s with { LearningRate = v }, "Peak learning rate.")
        .Key("momentum", Kinds.ShareBelowOne, s => s.Momentum, (s, v) => s with { Momentum = v }, "Momentum of SGD.")
        .Key("nesterov", Kinds.Flag, s => s.Nesterov, (s, v) => s with { Nesterov = v }, "Whether SGD looks ahead along its momentum.")
        .Key(
            "betas",
            Kinds.List("a list of two numbers such as [0.9, 0.999]", Kinds.ShareBelowOne),
            s => s.Betas,
            (s, v) => s with { Betas = v },
            "β1 and β2 of optimizers with two means.")
        .Key("epsilon", Kinds.Positive, s => s.Epsilon, (s, v) => s with { Epsilon = v }, "ε of optimizers with two means.")
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
        .Key("schedule", Kinds.Name(ScheduleRegistry.Names), s => s.Schedule, (s, v) => s with { Schedule = v }, "How the learning rate goes over the run.")
        .Key(
            "milestones",
            Kinds.List("a list of epochs such as [150, 225]", Kinds.Integer(1)),
            s => s.Milestones,
            (s, v) => s with { Milestones = v },
            "Step schedule: after so many epochs each, the learning rate falls.")
        .Key(
            "step_factor",
            Kinds.Positive,
            s => s.StepFactor,
            (s, v) => s with { StepFactor = v },
            "Step schedule: what the learning rate is multiplied by at a milestone.")
        .Key(
            "warmup_epochs",
            Kinds.NotNegative,
            s => s.WarmupEpochs,
            (s, v) => s with { WarmupEpochs = v },
            "Epochs over which the learning rate rises linearly to its peak; may be a fraction.")
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
            "Whether the last epoch also evaluates the training images as they are.")
        .Key(
            "extensions",
            Kinds.List("a list of extensions, such as '- after: 10'", TrainingExtension.Section),
            s => s.Extensions,
            (s, v) => s with { Extensions = v },
            "Epochs that were added once the run had finished, each under a learning rate of its own.");
}
