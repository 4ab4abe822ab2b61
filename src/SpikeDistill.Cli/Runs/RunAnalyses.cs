using SpikeDistill.Analyses;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Options;
using SpikeDistill.Reports.Reading;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Runs;

/// <summary>Looks into the networks of runs, where their weights and images are at hand, and leaves what it finds in their folders.</summary>
internal sealed class RunAnalyses(Engine engine, Terminal terminal, string? dataDirectory, CancellationToken token)
{
    private readonly List<Omission> _omissions = [];

    /// <summary>The runs that could not be looked into, and why.</summary>
    public IReadOnlyList<Omission> Omissions => _omissions;

    /// <summary>Looks into runs, one after another.</summary>
    /// <param name="folders">Their folders.</param>
    /// <param name="report">Is told how far it is.</param>
    public void Write(IReadOnlyList<string> folders, Action<WorkStep> report)
    {
        List<RunFolder> runs = [];
        foreach (string folder in folders)
        {
            Try(folder, () => runs.Add(RunFolder.Open(folder, terminal.Catalog)));
        }

        foreach (IGrouping<string?, RunFolder> beside in runs.GroupBy(run => Path.GetDirectoryName(Path.GetFullPath(run.Path)), StringComparer.Ordinal))
        {
            ExperimentSettings? shared = SharedTeacher([.. beside]);
            foreach (RunFolder run in beside)
            {
                Try(run.Path, () => AnalysisFile.Write(run.Path, Analyze(run, shared, report)));
            }
        }
    }

    private void Try(string folder, Action look)
    {
        try
        {
            look();
        }
        catch (Exception failure) when (failure is RunException or DataSetException or InputException or RecipeException)
        {
            _omissions.Add(new Omission($"A look into {terminal.Shown(folder)}", FailureText.Of(failure)));
        }
    }

    /// <summary>Settings whose teacher is that of all runs that have one; null where there are several, or none.</summary>
    private ExperimentSettings? SharedTeacher(RunFolder[] runs)
    {
        var teachers = runs.Select(run => run.Settings).GroupBy(Place, StringComparer.Ordinal).Where(taught => taught.Key is not null).ToArray();
        return teachers is [var only] ? only.First() : null;
    }

    private RunAnalysis Analyze(RunFolder run, ExperimentSettings? shared, Action<WorkStep> report)
    {
        using Network network = Checkpoint.LoadNetwork(run.Path, engine, terminal.Catalog);
        ExperimentData data = ExperimentData.Open(run.Settings.Data with { Augmentation = [], Mixing = null }, dataDirectory);
        using Network? teacher = Teacher(run.Settings);
        using Network? other = teacher is null && shared is not null && shared.Network.Classes == run.Settings.Network.Classes ? Teacher(shared) : null;
        return new RunAnalysis(Analyze(network, data, run.Settings.Name, report), teacher is null ? null : Analyze(teacher, data, "its teacher", report))
        {
            Gradients = teacher is null ? null : GradientAnalyzer.Analyze(run, network, teacher, data),
            Likeness = (teacher ?? other) is { } beside
                ? LikenessAnalyzer.Analyze(network, beside, data, token: token) with { OfOtherRuns = teacher is null }
                : null,
        };
    }

    private NetworkAnalysis Analyze(Network network, ExperimentData data, string name, Action<WorkStep> report)
    {
        AnalysisSettings settings = new();
        int images = Math.Min(settings.Images, data.EvaluationImages);
        return NetworkAnalyzer.Analyze(network, data, settings, done => report(new WorkStep($"looking into {name}", done, images, WorkUnit.Images)), token);
    }

    /// <summary>Where a run's teacher is; null where it has none, or it is no longer there.</summary>
    private string? Place(ExperimentSettings settings)
    {
        using RunTeacher? planned = settings.Teacher is { Checkpoint: null, Onnx: null }
            ? RunTeacher.Of(settings, terminal.Directory, engine, terminal.Catalog)
            : null;
        string? place = settings.Teacher?.Checkpoint ?? settings.Teacher?.Onnx?.Path ?? planned?.Place;
        return place is not null && (RunFolder.IsRun(place) || File.Exists(place)) ? place : null;
    }

    /// <summary>The teacher, where it is still in its place and knows the same classes.</summary>
    private Network? Teacher(ExperimentSettings settings)
    {
        if (Place(settings) is not { } place)
        {
            return null;
        }

        Network teacher = settings.Teacher?.Onnx is { } onnx
            ? OnnxTeachers.Load(engine, onnx, settings.Data.Source)
            : Checkpoint.LoadNetwork(place, engine, terminal.Catalog);
        if (teacher.Settings.Classes == settings.Network.Classes)
        {
            return teacher;
        }

        teacher.Dispose();
        return null;
    }
}
