using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons.Progress;

/// <summary>
/// A terminal: a bar for all jobs and one for each that runs, under the lines of what has ended, and below them a line for each variant with
/// what its finished seeds came to.
/// </summary>
internal sealed class ComparisonBars(Terminal terminal) : IComparisonReporter
{
    private readonly TimeProvider _clock = terminal.Clock;
    private LiveArea? _area;
    private LiveLine? _all;
    private WorkAmounts? _amounts;
    private ComparisonResults? _results;
    private IReadOnlyList<LiveLine> _variants = [];

    public void Started(Comparison comparison, int jobs, int threads)
        => terminal.Say(ComparisonText.Started(comparison, terminal.Shown(comparison.Folder), jobs, threads));

    public void Watch(WorkAmounts amounts, ComparisonResults results, Action work) => LiveArea.Run(terminal.Console, area =>
    {
        (_area, _amounts, _results) = (area, amounts, results);
        _all = area.Add(All(amounts));
        _variants = [.. Variants(results).Select(area.AddBelow)];
        work();
        return true;
    });

    public IReporter OfRun(string name) => new RunBar(this, name);

    public void Ended(string name, string? failure, WorkAmounts amounts)
    {
        terminal.Say(ComparisonText.Ended(name, failure, amounts));
        _all!.Shown = All(amounts);
        foreach ((LiveLine line, ProgressLine shown) in _variants.Zip(Variants(_results!)))
        {
            line.Shown = shown;
        }
    }

    public void Warning(string message) => terminal.Say("warning: " + message);

    public void Finished(ComparisonResults results) => SummaryText.Show(terminal, ComparisonSummary.Of(results));

    private void Say(string message) => terminal.Say(message);

    private static ProgressLine All(WorkAmounts amounts)
        => new($"{amounts.Ended} of {amounts.Jobs} done", Math.Min(amounts.Done, 0.9999), amounts.Left is { } left ? $"{TimeText.Of(left)} left" : "");

    /// <summary>The finished seeds of each variant, and their accuracy with its deviation.</summary>
    private static IEnumerable<ProgressLine> Variants(ComparisonResults results)
    {
        ComparisonSummary summary = ComparisonSummary.Of(results);
        int widest = summary.Variants.Max(row => row.Name.Length);
        return summary.Variants.Select(row => new ProgressLine(
            row.Name.PadRight(widest),
            Done: null,
            $"{row.Seeds} of {Format.Count(results.Comparison.Seeds.Count, "seed")}",
            row.Mean is { } mean ? $"{summary.Split} {Format.Percent(mean)}{(row.Deviation is { } deviation ? $" ± {Format.Percent(deviation)}" : "")} %" : "",
            row.Difference is { } difference ? $"{(difference < 0 ? "" : "+")}{Format.Percent(difference)} against {summary.Baseline}" : ""));
    }

    private sealed class RunBar(ComparisonBars bars, string name) : IReporter
    {
        public void Say(string message) => bars.Say($"{name}: {message}");

        public void RunStarted(ExperimentSettings settings, string folder, ExperimentData data, int? finishedEpochs)
        {
            // The bar says it.
        }

        public void MemoryNeeded(MemoryEstimate estimate)
        {
            // Too little is an error; what is enough would only crowd the bars.
        }

        public T Watch<T>(ExperimentSettings settings, Func<ITrainingObserver, T> work)
        {
            LiveLine line = bars._area!.Add(new ProgressLine(name, Done: 0));
            try
            {
                return work(new Observer(bars, line, name, settings));
            }
            finally
            {
                line.Remove();
            }
        }

        public void RunFinished(FinishedRun run)
        {
            // The table says it.
        }
    }

    private sealed class Observer(ComparisonBars bars, LiveLine line, string name, ExperimentSettings settings) : ITrainingObserver
    {
        private readonly ProgressMeter _meter = new(bars._clock, settings.Training.Epochs, settings.Training.EvaluateEvery);

        public void BatchDone(BatchProgress progress)
        {
            _meter.Add(progress);
            line.Shown = _meter.Line(name, $"{(progress.Phase == "train" ? "train" : "evaluating")} {Format.Percent(progress.Accuracy, 1)} %");
            bars._all!.Shown = All(bars._amounts!);
        }

        /// <summary>Several runs at once: their epochs are in their folders, the bars show where they are.</summary>
        public void EpochDone(EpochMetrics metrics) => _meter.Add(metrics);

        public void WeightsTaken(TakenWeights taken) => bars.Say($"{name}: {taken}");

        public void Warning(TrainingWarning warning)
        {
            if (!FailureText.IsToldAsFailure(warning))
            {
                bars.Say($"{name}: warning: {FailureText.Of(warning)}");
            }
        }
    }
}
