using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Networks;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>What is compared, resolved: every run with its settings and its place.</summary>
/// <param name="Name">The comparison's name.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Seeds">The seeds of every variant.</param>
/// <param name="Variants">The variants, in the order of the file.</param>
/// <param name="Baseline">The variant that the others are compared with.</param>
/// <param name="Teachers">The teachers of all of them, each once, and after the one it learns from.</param>
internal sealed record Comparison(
    string Name, string Folder, IReadOnlyList<long> Seeds, IReadOnlyList<Variant> Variants, Variant Baseline, IReadOnlyList<PlannedTeacher> Teachers)
{
    /// <summary>What its folder has runs and teachers in.</summary>
    public const string RunsFolder = "runs", TeachersFolder = "teachers";

    /// <summary>The option that names a comparison's folder.</summary>
    public const string UsualFolderOption = "--out";

    /// <summary>The option that another folder would be named by.</summary>
    public string FolderOption { get; init; } = UsualFolderOption;

    /// <summary>Weighted sums of variants that are tested besides.</summary>
    public IReadOnlyList<Contrast> Contrasts { get; init; } = [];

    /// <summary>What a paper printed of the same things; null for nothing.</summary>
    public PrintedTable? Printed { get; init; }

    /// <summary>What its recipes can name.</summary>
    public Catalog Catalog { get; init; } = Catalog.Default;

    /// <summary>The images that all rows of the tables are of: those that every variant is evaluated on.</summary>
    public DataSettings EvaluatedOn => Variants[0].Settings.Data;

    public int RunCount => Variants.Count * Seeds.Count;
}

/// <summary>One of the things compared.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Changes">What it changes in the base recipe, such as <c>objective.method=tser</c>.</param>
/// <param name="Runs">Its runs, one for each seed.</param>
internal sealed record Variant(string Name, string Changes, IReadOnlyList<PlannedRun> Runs)
{
    /// <summary>What its runs share: all settings but the seed and what follows from it.</summary>
    public ExperimentSettings Settings => Runs[0].Settings;

    /// <summary>What it changes, in words.</summary>
    public string ChangesInWords => Changes.Length > 0 ? Changes : "the base as it is";
}

/// <summary>A run of a variant.</summary>
internal sealed record PlannedRun(string Name, string Folder, ExperimentSettings Settings, PlannedTeacher? Teacher);

/// <summary>A teacher: trained in the comparison's folder, or there already.</summary>
/// <param name="Name">What the tables call it.</param>
/// <param name="Place">The run folder it is trained in, or the folder or file it is taken from.</param>
/// <param name="Settings">The run that trains it; null for one that is there already.</param>
/// <param name="Data">The images that its accuracy in training is of.</param>
internal sealed record PlannedTeacher(string Name, string Place, ExperimentSettings? Settings, DataSettings Data)
{
    /// <summary>The teacher that it learns from itself, trained in the comparison's folder too; null where there is none to train.</summary>
    public PlannedTeacher? Teacher { get; init; }

    /// <summary>The model of ONNX that it is; null for any other.</summary>
    public OnnxTeacherSettings? Onnx { get; init; }

    /// <summary>The name of the job that trains or measures it.</summary>
    public string Job => "teacher " + Name;

    /// <summary>How a run names it once it is trained.</summary>
    public TeacherSettings Named => Onnx is null ? new TeacherSettings { Checkpoint = Place } : new TeacherSettings { Onnx = Onnx };

    /// <summary>The trained network, which the caller disposes.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public Network Load(Engine engine, Catalog catalog)
        => Onnx is { } onnx ? OnnxTeachers.Load(engine, onnx, Data.Source) : InputException.Guard(() => Checkpoint.LoadNetwork(Place, engine, catalog));
}
