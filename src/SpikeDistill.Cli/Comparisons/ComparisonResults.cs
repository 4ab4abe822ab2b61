using SpikeDistill.Costs;
using SpikeDistill.Metrics;
using SpikeDistill.Statistics;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>What a teacher knows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Its folder or file.</param>
/// <param name="TrainAccuracy">Accuracy on its training images, 0 to 1.</param>
/// <param name="Evaluation">Its evaluation, on the images of the variants.</param>
/// <param name="Operations">Its operations on one image.</param>
internal sealed record TeacherResult(string Name, string Place, double TrainAccuracy, Evaluation Evaluation, OperationCount Operations)
{
    /// <summary>Whether the images are held-out training images, and nothing says that it was not trained on them.</summary>
    public bool MayKnowImages { get; init; }
}

/// <summary>The results of a comparison so far.</summary>
/// <param name="comparison">What is compared.</param>
/// <param name="command">The command that gives it.</param>
internal sealed class ComparisonResults(Comparison comparison, string command)
{
    private readonly Dictionary<string, RunResult> _runs = [];
    private readonly Dictionary<string, TeacherResult> _teachers = [];
    private readonly SortedDictionary<string, string> _failures = new(StringComparer.Ordinal);

    public Comparison Comparison => comparison;

    public string Command => command;

    public int Finished => _runs.Count;

    /// <summary>What failed, with its message, by name.</summary>
    public IReadOnlyDictionary<string, string> Failures => _failures;

    /// <summary>The teachers that are known, in their order.</summary>
    public IEnumerable<TeacherResult> Teachers
        => comparison.Teachers.Where(teacher => _teachers.ContainsKey(teacher.Name)).Select(teacher => _teachers[teacher.Name]);

    public IReadOnlyList<Measure> Measures => Measure.All(
        _runs.Values.Select(run => run.Evaluation.Split).FirstOrDefault("test"),
        comparison.Variants.Max(variant => variant.Settings.Network.Timesteps));

    public void Add(RunResult run) => _runs[run.Planned.Name] = run;

    public void Add(TeacherResult teacher) => _teachers[teacher.Name] = teacher;

    public void Fail(string name, string message) => _failures[name] = message;

    /// <summary>Takes back that something failed, which another process has finished.</summary>
    public void Forgive(string job) => _failures.Remove(job);

    public bool Knows(PlannedRun run) => _runs.ContainsKey(run.Name);

    public bool Knows(PlannedTeacher teacher) => _teachers.ContainsKey(teacher.Name);

    /// <summary>The finished runs of a variant, in the order of the seeds.</summary>
    public IReadOnlyList<RunResult> Of(Variant variant) => [.. variant.Runs.Where(run => _runs.ContainsKey(run.Name)).Select(run => _runs[run.Name])];

    /// <summary>How many images a variant was evaluated on; null where no run has finished.</summary>
    public int? ImagesOf(Variant variant) => Of(variant) is [{ } run, ..] ? run.Evaluation.Images : null;

    /// <summary>A measure over the seeds of a variant; null where no run has it.</summary>
    public SampleSummary? Summary(Variant variant, Measure measure)
    {
        double[] values = [.. Of(variant).Select(measure.Of).OfType<double>()];
        return values.Length == 0 ? null : SampleSummary.Of(values);
    }

    /// <summary>A variant's difference from the baseline, over the seeds that both have finished; null where there is none.</summary>
    public PairedDifference? Difference(Variant variant, Measure measure)
    {
        List<double> values = [], baseline = [];
        foreach ((PlannedRun run, PlannedRun other) in variant.Runs.Zip(comparison.Baseline.Runs))
        {
            if (
                _runs.TryGetValue(run.Name, out RunResult? one) && _runs.TryGetValue(other.Name, out RunResult? two)
                    && measure.Of(one) is { } value && measure.Of(two) is { } reference)
            {
                values.Add(value);
                baseline.Add(reference);
            }
        }

        return values.Count == 0 ? null : PairedDifference.Of(values, baseline);
    }

    /// <summary>A contrast, over the seeds that all its variants have finished; null where there is none.</summary>
    public PairedDifference? Of(Contrast contrast, Measure measure)
    {
        List<double> sums = [];
        for (int seed = 0; seed < comparison.Seeds.Count; seed++)
        {
            double?[] parts = [.. comparison.Variants
                .Where(variant => contrast.Weights.ContainsKey(variant.Name))
                .Select(variant => _runs.TryGetValue(variant.Runs[seed].Name, out RunResult? run) ? contrast.Weights[variant.Name] * measure.Of(run) : null)];
            if (Array.TrueForAll(parts, part => part is not null))
            {
                sums.Add(parts.Sum()!.Value);
            }
        }

        return sums.Count == 0 ? null : PairedDifference.Of(sums, new double[sums.Count]);
    }
}
