using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons.Progress;

/// <summary>A terminal: a bar for all jobs and one for each that runs, under the lines of what has ended.</summary>
internal sealed class ComparisonBars(Terminal terminal) : IComparisonReporter
{
    private readonly TimeProvider _clock = terminal.Clock;
    private LiveArea? _area;
    private LiveLine? _all;
    private WorkAmounts? _amounts;

    public void Started(Comparison comparison, int jobs, int threads)
        => terminal.Say(ComparisonText.Started(comparison, terminal.Shown(comparison.Folder), jobs, threads));

    public void Watch(WorkAmounts amounts, Action work) => LiveArea.Run(terminal.Console, area =>
    {
        (_area, _amounts) = (area, amounts);
        _all = area.Add(All(amounts));
        work();
        return true;
    });

    public IReporter OfRun(string name) => new RunBar(this, name);

    public void Ended(string name, string? failure, WorkAmounts amounts)
    {
        terminal.Say(ComparisonText.Ended(name, failure, amounts));
        _all!.Shown = All(amounts);
    }

    public void Warning(string message) => terminal.Say("warning: " + message);

    public void Finished(ComparisonResults results) => SummaryText.Show(terminal, ComparisonSummary.Of(results));

    private void Say(string message) => terminal.Say(message);

    private static ProgressLine All(WorkAmounts amounts)
        => new($"{amounts.Ended} of {amounts.Jobs} done", Math.Min(amounts.Done, 0.9999), amounts.Left is { } left ? $"{TimeText.Of(left)} left" : "");

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

        public void EpochDone(EpochMetrics metrics)
        {
            // Several runs at once: their epochs are in their folders, the bars show where they are.
        }

        public void WeightsTaken(TakenWeights taken) => bars.Say($"{name}: {taken}");

        public void Warning(TrainingWarning warning) => bars.Say($"{name}: warning: {FailureText.Of(warning)}");
    }
}
