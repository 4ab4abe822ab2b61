using SpikeDistill.Catalogs;
using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Optimization;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Recipes;

/// <summary>Every key a recipe can have: its name, its kind of value, and where it lives in the settings. A new key is one line here.</summary>
/// <param name="catalog">What can be named.</param>
internal sealed class RecipeKeys(Catalog catalog)
{
    /// <summary>How images of a batch are mixed.</summary>
    public static Section<Mixing> Mixing { get; } = new Section<Mixing>(() => new Mixing())
        .Key("mixup", Kinds.NotNegative, s => s.Mixup, (s, v) => s with { Mixup = v }, "α of mixup's Beta distribution; 0 for none.")
        .Key("cutmix", Kinds.NotNegative, s => s.CutMix, (s, v) => s with { CutMix = v }, "α of CutMix's Beta distribution; 0 for none.")
        .Key("probability", Kinds.Share, s => s.Probability, (s, v) => s with { Probability = v }, "The share of batches that are mixed.")
        .Key(
            "cutmix_share",
            Kinds.Share,
            s => s.CutMixShare,
            (s, v) => s with { CutMixShare = v },
            "The share of mixed batches that CutMix mixes, where both can.")
        .Key(
            "until_epoch",
            Kinds.Optional(Kinds.Integer(1)),
            s => s.UntilEpoch,
            (s, v) => s with { UntilEpoch = v },
            "After so many epochs nothing is mixed any more; left out, all are mixed.");

    /// <summary>The images.</summary>
    public static Section<DataSettings> Data { get; } = new Section<DataSettings>(() => new DataSettings())
        .Key("set", Kinds.Name(DataSets.Names), s => s.Set, (s, v) => s with { Set = v }, "The images.")
        .Key(
            "train_images",
            Kinds.Integer(0, meaning: "0 for all"),
            s => s.TrainImages,
            (s, v) => s with { TrainImages = v },
            "Train on a stratified subset of so many images.")
        .Key(
            "test_images",
            Kinds.Integer(0, meaning: "0 for all"),
            s => s.TestImages,
            (s, v) => s with { TestImages = v },
            "Test on the first so many test images.")
        .Key(
            "held_out",
            Kinds.Integer(0),
            s => s.HeldOut,
            (s, v) => s with { HeldOut = v },
            "Training images held out for choosing; when there are any, the run evaluates on them and not on the test images.")
        .Key(
            "augmentation",
            Kinds.List("a list such as [crop, flip]", Kinds.Name(ImageTransforms.Names)),
            s => s.Augmentation,
            (s, v) => s with { Augmentation = v },
            "Augmentations of the training images, in the order given.")
        .Key("mixing", new OptionalSection<Mixing>(Mixing), s => s.Mixing, (s, v) => s with { Mixing = v }, "Mixes the images of a batch two by two.");

    /// <summary>The teacher.</summary>
    public static Section<TeacherSettings> Teacher { get; } = new Section<TeacherSettings>(() => new TeacherSettings())
        .Key("checkpoint", Kinds.Path, s => s.Checkpoint, (s, v) => s with { Checkpoint = v }, "A run folder or a weights file of a trained teacher.")
        .Key(
            "recipe",
            Kinds.Path,
            s => s.Recipe,
            (s, v) => s with { Recipe = v },
            "A recipe that trains the teacher first if its run folder has no finished run.");

    /// <summary>A group of parameters.</summary>
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

    /// <summary>How a network is trained.</summary>
    public static Section<TrainingSettings> Training { get; } = new Section<TrainingSettings>(() => new TrainingSettings())
        .Key("epochs", Kinds.Integer(1, 100_000), s => s.Epochs, (s, v) => s with { Epochs = v }, "Passes over the training images.")
        .Key("batch_size", Kinds.Integer(1, 65_536), s => s.BatchSize, (s, v) => s with { BatchSize = v }, "Images a step.")
        .Key("drop_last", Kinds.Flag, s => s.DropLast, (s, v) => s with { DropLast = v }, "Whether images that do not fill a batch are left out of an epoch.")
        .Key(
            "accumulate",
            Kinds.Integer(1, 65_536),
            s => s.Accumulate,
            (s, v) => s with { Accumulate = v },
            "Parts that a batch goes through in, one after the other; normalization sees each part alone.")
        .Key(
            "ema_decay",
            Kinds.Optional(Kinds.ShareBelowOne),
            s => s.EmaDecay,
            (s, v) => s with { EmaDecay = v },
            "Decay of a moving average of the weights, which is what is evaluated and saved; left out, there is none.")
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
            "Whether the last epoch also evaluates the training images as they are.");

    /// <summary>The whole recipe.</summary>
    public Section<ExperimentSettings> Experiment { get; } = new Section<ExperimentSettings>(
        () => new ExperimentSettings { Name = "", Objective = Methods.CrossEntropy() })
        .Key("name", Kinds.FolderName, s => s.Name, (s, v) => s with { Name = v }, "Name of the run, and of its folder; left out, the recipe's.")
        .Key("seed", Kinds.Seed, s => s.Seed, (s, v) => s with { Seed = v }, "Seed of initial weights, order of samples and augmentation.")
        .Key("data", Data, s => s.Data, (s, v) => s with { Data = v }, "Which images the run sees.")
        .Key("network", catalog.NetworkKeys, s => s.Network, (s, v) => s with { Network = v }, "The network that is trained.")
        .Key("neuron", catalog.NeuronKeys, s => s.Neuron, (s, v) => s with { Neuron = v }, "Its neurons; an ANN has none.")
        .Key("objective", new ObjectiveKind(catalog), s => s.Objective, (s, v) => s with { Objective = v }, "What it is trained for.")
        .Key(
            "teacher",
            new OptionalSection<TeacherSettings>(Teacher),
            s => s.Teacher,
            (s, v) => s with { Teacher = v },
            "The teacher, where the objective needs one.")
        .Key("training", Training, s => s.Training, (s, v) => s with { Training = v }, "How it is trained.");
}
