using SpikeDistill.Catalogs;
using SpikeDistill.Distillation;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Recipes;

/// <summary>Every key a recipe can have: its name, its kind of value, and where it lives in the settings. A new key is one line here.</summary>
/// <param name="catalog">What can be named.</param>
/// <param name="anyImages">Whether the data set may be one that cannot be opened by its name.</param>
internal sealed class RecipeKeys(Catalog catalog, bool anyImages = false)
{
    /// <summary>The keys of <c>teacher</c>.</summary>
    public static Section<TeacherSettings> Teacher { get; } = new Section<TeacherSettings>(() => new TeacherSettings())
        .Key("checkpoint", Kinds.Path, s => s.Checkpoint, (s, v) => s with { Checkpoint = v }, "A run folder or a weights file of a trained teacher.")
        .Key(
            "recipe",
            Kinds.Path,
            s => s.Recipe,
            (s, v) => s with { Recipe = v },
            "A recipe that trains the teacher first if its run folder has no finished run.")
        .Key("onnx", Kinds.Path, s => s.Onnx?.Path, (s, v) => v is null ? s : s.With(o => o with { Path = v }), "A model of ONNX.")
        .Key(
            "logits",
            Kinds.OptionalText,
            s => s.Onnx?.Logits,
            (s, v) => v is null ? s : s.With(o => o with { Logits = v }),
            "Of a model of ONNX: the output that gives the logits, where it has several.")
        .Key(
            "features",
            new MayBeMissing<IReadOnlyList<string>>(Kinds.List("a list of names", Kinds.Text)),
            s => s.Onnx?.Features is { Count: > 0 } some ? some : null,
            (s, v) => v is null ? s : s.With(o => o with { Features = v }),
            "Of a model of ONNX: the outputs that give its stage features.")
        .Key(
            "size",
            Kinds.Optional(Kinds.Integer(1, 1 << 14)),
            s => s.Onnx?.Size,
            (s, v) => v is null ? s : s.With(o => o with { Size = v }),
            "Of a model of ONNX: rows and columns that images are resized to, where it leaves them free.")
        .Key(
            "layout",
            Kinds.Optional(Kinds.Enumeration<ImageLayout>()),
            s => s.Onnx?.Layout,
            (s, v) => v is not { } layout ? s : s.With(o => o with { Layout = layout }),
            "Of a model of ONNX: the order of the axes of images and feature maps; nchw where nothing is said.")
        .Key(
            "mean",
            new MayBeMissing<IReadOnlyList<float>>(Kinds.List("a number between 0 and 1 for each channel", Kinds.Single(least: 0, most: 1))),
            s => s.Onnx?.Mean,
            (s, v) => v is null ? s : s.With(o => o with { Mean = v }),
            "Of a model of ONNX: the mean of each channel its images were normalized with, where it is not the data set's.")
        .Key(
            "std",
            new MayBeMissing<IReadOnlyList<float>>(Kinds.List("a number above 0 for each channel", Kinds.Single(above: 0, most: 1))),
            s => s.Onnx?.Deviation,
            (s, v) => v is null ? s : s.With(o => o with { Deviation = v }),
            "Of a model of ONNX: the standard deviation of each channel.")
        .Key(
            "classes",
            new MayBeMissing<IReadOnlyList<int>>(Kinds.List("a list of numbers from 0", Kinds.Integer(0))),
            s => s.Onnx?.Classes,
            (s, v) => v is null ? s : s.With(o => o with { Classes = v }),
            "Of a model of ONNX: which of its logits are those of the data set's classes, in their order; all as they are where nothing is said.");

    /// <summary>The whole recipe.</summary>
    public Section<ExperimentSettings> Experiment { get; } = new Section<ExperimentSettings>(
        () => new ExperimentSettings { Name = "", Objective = Methods.CrossEntropy() })
        .Key("name", Kinds.FolderName, s => s.Name, (s, v) => s with { Name = v }, "Name of the run, and of its folder; left out, the recipe's.")
        .Key("seed", Kinds.Seed, s => s.Seed, (s, v) => s with { Seed = v }, "Seed of initial weights, order of samples and augmentation.")
        .Key("data", DataOptions.Of(catalog, anyImages), s => s.Data, (s, v) => s with { Data = v }, "Which images the run sees.")
        .Key("network", catalog.NetworkKeys, s => s.Network, (s, v) => s with { Network = v }, "The network that is trained.")
        .Key("neuron", catalog.NeuronKeys, s => s.Neuron, (s, v) => s with { Neuron = v }, "Its neurons; an ANN has none.")
        .Key("objective", new ObjectiveKind(catalog), s => s.Objective, (s, v) => s with { Objective = v }, "What it is trained for.")
        .Key(
            "teacher",
            new MayBeMissing<TeacherSettings>(Teacher),
            s => s.Teacher,
            (s, v) => s with { Teacher = v },
            "The teacher, where the objective needs one.")
        .Key(
            "init",
            new StartKind(),
            s => s.Init,
            (s, v) => s with { Init = v },
            "The weights that the student starts from, as far as they fit: a run folder or a weights file, or teacher for its teacher's.")
        .Key("training", TrainingOptions.Of(catalog), s => s.Training, (s, v) => s with { Training = v }, "How it is trained.");
}
