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
            "A recipe that trains the teacher first if its run folder has no finished run.");

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
            new OptionalSection<TeacherSettings>(Teacher),
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
