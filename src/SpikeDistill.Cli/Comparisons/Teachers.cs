using SpikeDistill.Catalogs;
using SpikeDistill.Options;
using SpikeDistill.Recipes;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>The teachers that a comparison's runs ask for, and those that they learn from themselves, each once: one for all seeds, or one a seed.</summary>
/// <param name="folder">Where teachers are trained.</param>
/// <param name="onePerSeed">Whether each seed has a teacher of its own, trained with that seed.</param>
/// <param name="directory">The current folder.</param>
/// <param name="catalog">What recipes can name.</param>
internal sealed class Teachers(string folder, bool onePerSeed, string directory, Catalog catalog)
{
    private readonly List<PlannedTeacher> _all = [];

    /// <summary>All of them, each after the one it learns from.</summary>
    public IReadOnlyList<PlannedTeacher> All => _all;

    /// <summary>The teacher of a run; null where its objective needs none.</summary>
    public PlannedTeacher? Of(ExperimentSettings run, RecipeNode recipe)
        => !run.Objective.NeedsTeacher ? null
            : run.Teacher!.Recipe is { } path ? Trained(run, path, recipe, [])
            : Once(Given(run, recipe), recipe);

    private PlannedTeacher Trained(ExperimentSettings run, string path, RecipeNode recipe, IReadOnlyList<string> pupils)
    {
        if (pupils.Contains(path, StringComparer.Ordinal))
        {
            throw recipe.Error($"the teacher {path} names itself as its teacher, directly or through others; a teacher must be another run.");
        }

        ExperimentSettings settings = Recipe.Load(Path.GetRelativePath(directory, path), [], directory, catalog);
        settings = onePerSeed ? settings with { Seed = run.Seed } : settings;
        PlannedTeacher? teacher = null;
        if (settings.Objective.NeedsTeacher && settings.Teacher!.Recipe is { } next)
        {
            teacher = Trained(settings, next, recipe, [.. pupils, path]);
            settings = settings with { Teacher = new TeacherSettings { Checkpoint = teacher.Place } };
        }

        string name = $"{settings.Name}-seed{settings.Seed}";
        return Once(new PlannedTeacher(name, Path.Combine(folder, name), settings, settings.Data) { Teacher = teacher }, recipe);
    }

    private PlannedTeacher Given(ExperimentSettings run, RecipeNode recipe)
    {
        OnnxTeacherSettings? onnx = run.Teacher!.Onnx;
        string place = onnx?.Path ?? run.Teacher.Checkpoint!, given = onnx is null ? "a 'checkpoint'" : "a model of ONNX";
        return onePerSeed
            ? throw recipe.Error($"'teacher_per_seed' trains a teacher for each seed, but 'teacher' gives {given}; give its 'recipe' instead.")
            : new PlannedTeacher(Path.GetRelativePath(directory, place), place, null, new DataSettings { Source = run.Data.Source, Augmentation = [] })
            {
                Onnx = onnx,
            };
    }

    /// <summary>The teacher of that name which is planned already, or this one from now on.</summary>
    private PlannedTeacher Once(PlannedTeacher wanted, RecipeNode recipe)
    {
        PlannedTeacher? there = _all.Find(teacher => teacher.Name == wanted.Name);
        if (there is null)
        {
            _all.Add(wanted);
            return wanted;
        }

        return Text(there) == Text(wanted)
            ? there
            : throw recipe.Error($"two different teachers are called '{wanted.Name}'; give their recipes different names.");
    }

    private string Text(PlannedTeacher teacher)
        => teacher.Settings is { } settings ? Recipe.Write(settings, catalog) : $"{teacher.Place} on {teacher.Data.Source.Words()}";
}
