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
        foreach (string folder in folders)
        {
            try
            {
                RunAnalysis analysis = Analyze(RunFolder.Open(folder, terminal.Catalog), report);
                AnalysisFile.Write(folder, analysis);
            }
            catch (Exception failure) when (failure is RunException or DataSetException or InputException or RecipeException)
            {
                _omissions.Add(new Omission($"A look into {terminal.Shown(folder)}", FailureText.Of(failure)));
            }
        }
    }

    private RunAnalysis Analyze(RunFolder run, Action<WorkStep> report)
    {
        using Network network = Checkpoint.LoadNetwork(run.Path, engine, terminal.Catalog);
        ExperimentData data = ExperimentData.Open(run.Settings.Data with { Augmentation = [], Mixing = null }, dataDirectory);
        using Network? teacher = Teacher(run.Settings);
        return new RunAnalysis(Analyze(network, data, run.Settings.Name, report), teacher is null ? null : Analyze(teacher, data, "its teacher", report))
        {
            Gradients = teacher is null ? null : GradientAnalyzer.Analyze(run, network, teacher, data),
        };
    }

    private NetworkAnalysis Analyze(Network network, ExperimentData data, string name, Action<WorkStep> report)
    {
        AnalysisSettings settings = new();
        int images = Math.Min(settings.Images, data.EvaluationImages);
        return NetworkAnalyzer.Analyze(network, data, settings, done => report(new WorkStep($"looking into {name}", done, images, WorkUnit.Images)), token);
    }

    /// <summary>The teacher, where it is still in its place and knows the same classes.</summary>
    private Network? Teacher(ExperimentSettings settings)
    {
        using RunTeacher? planned = settings.Teacher is { Checkpoint: null, Onnx: null }
            ? RunTeacher.Of(settings, terminal.Directory, engine, terminal.Catalog)
            : null;
        string? place = settings.Teacher?.Checkpoint ?? settings.Teacher?.Onnx?.Path ?? planned?.Place;
        if (place is null || !(RunFolder.IsRun(place) || File.Exists(place)))
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
