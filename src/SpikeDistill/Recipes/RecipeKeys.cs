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
    private static readonly Section<DataSettings> Data = new Section<DataSettings>(() => new DataSettings())
        .Key("set", Kinds.Name(DataSets.Names), s => s.Set, (s, v) => s with { Set = v })
        .Key("train_images", Kinds.Integer(0, meaning: "0 for all"), s => s.TrainImages, (s, v) => s with { TrainImages = v })
        .Key("test_images", Kinds.Integer(0, meaning: "0 for all"), s => s.TestImages, (s, v) => s with { TestImages = v })
        .Key("held_out", Kinds.Integer(0), s => s.HeldOut, (s, v) => s with { HeldOut = v })
        .Key(
            "augmentation",
            Kinds.List("a list such as [crop, flip]", Kinds.Name(ImageTransforms.Names)),
            s => s.Augmentation,
            (s, v) => s with { Augmentation = v });

    private static readonly Section<TeacherSettings> Teacher = new Section<TeacherSettings>(() => new TeacherSettings())
        .Key("checkpoint", Kinds.Path, s => s.Checkpoint, (s, v) => s with { Checkpoint = v })
        .Key("recipe", Kinds.Path, s => s.Recipe, (s, v) => s with { Recipe = v });

    private static readonly Section<ParameterGroup> Group = new Section<ParameterGroup>(() => new ParameterGroup())
        .Key("role", Kinds.Optional(Kinds.Enumeration<ParameterRole>()), s => s.Role, (s, v) => s with { Role = v })
        .Key("prefix", Kinds.OptionalText, s => s.Prefix, (s, v) => s with { Prefix = v })
        .Key("learning_rate_factor", Kinds.NotNegative, s => s.LearningRateFactor, (s, v) => s with { LearningRateFactor = v })
        .Key("weight_decay", Kinds.Optional(Kinds.NotNegative), s => s.WeightDecay, (s, v) => s with { WeightDecay = v });

    private static readonly Section<TrainingSettings> Training = new Section<TrainingSettings>(() => new TrainingSettings())
        .Key("epochs", Kinds.Integer(1, 100_000), s => s.Epochs, (s, v) => s with { Epochs = v })
        .Key("batch_size", Kinds.Integer(1, 65_536), s => s.BatchSize, (s, v) => s with { BatchSize = v })
        .Key("drop_last", Kinds.Flag, s => s.DropLast, (s, v) => s with { DropLast = v })
        .Key("optimizer", Kinds.Name(OptimizerRegistry.Names), s => s.Optimizer, (s, v) => s with { Optimizer = v })
        .Key("learning_rate", Kinds.Positive, s => s.LearningRate, (s, v) => s with { LearningRate = v })
        .Key("momentum", Kinds.ShareBelowOne, s => s.Momentum, (s, v) => s with { Momentum = v })
        .Key("nesterov", Kinds.Flag, s => s.Nesterov, (s, v) => s with { Nesterov = v })
        .Key("betas", Kinds.List("a list of two numbers such as [0.9, 0.999]", Kinds.ShareBelowOne), s => s.Betas, (s, v) => s with { Betas = v })
        .Key("epsilon", Kinds.Positive, s => s.Epsilon, (s, v) => s with { Epsilon = v })
        .Key("weight_decay", Kinds.NotNegative, s => s.WeightDecay, (s, v) => s with { WeightDecay = v })
        .Key("decay_norm_and_bias", Kinds.Flag, s => s.DecayNormAndBias, (s, v) => s with { DecayNormAndBias = v })
        .Key("groups", Kinds.List("a list of parameter groups, such as '- prefix: fc.'", Group), s => s.Groups, (s, v) => s with { Groups = v })
        .Key("clip_norm", Kinds.Optional(Kinds.Positive), s => s.ClipNorm, (s, v) => s with { ClipNorm = v })
        .Key("schedule", Kinds.Name(ScheduleRegistry.Names), s => s.Schedule, (s, v) => s with { Schedule = v })
        .Key("milestones", Kinds.List("a list of epochs such as [150, 225]", Kinds.Integer(1)), s => s.Milestones, (s, v) => s with { Milestones = v })
        .Key("step_factor", Kinds.Positive, s => s.StepFactor, (s, v) => s with { StepFactor = v })
        .Key("warmup_epochs", Kinds.NotNegative, s => s.WarmupEpochs, (s, v) => s with { WarmupEpochs = v })
        .Key("evaluate_every", Kinds.Integer(1), s => s.EvaluateEvery, (s, v) => s with { EvaluateEvery = v })
        .Key("evaluate_train", Kinds.Flag, s => s.EvaluateTrain, (s, v) => s with { EvaluateTrain = v });

    /// <summary>The whole recipe.</summary>
    public Section<ExperimentSettings> Experiment { get; } = new Section<ExperimentSettings>(
        () => new ExperimentSettings { Name = "", Objective = Methods.CrossEntropy() })
        .Key("name", Kinds.FolderName, s => s.Name, (s, v) => s with { Name = v })
        .Key("seed", Kinds.Seed, s => s.Seed, (s, v) => s with { Seed = v })
        .Key("data", Data, s => s.Data, (s, v) => s with { Data = v })
        .Key("network", catalog.NetworkKeys, s => s.Network, (s, v) => s with { Network = v })
        .Key("neuron", catalog.NeuronKeys, s => s.Neuron, (s, v) => s with { Neuron = v })
        .Key("objective", new ObjectiveKind(catalog), s => s.Objective, (s, v) => s with { Objective = v })
        .Key("teacher", new OptionalSection<TeacherSettings>(Teacher), s => s.Teacher, (s, v) => s with { Teacher = v })
        .Key("training", Training, s => s.Training, (s, v) => s with { Training = v });
}
