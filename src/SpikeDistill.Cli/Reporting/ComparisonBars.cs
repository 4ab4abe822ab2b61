using System.Collections.Concurrent;
using Spectre.Console;
using Spectre.Console.Rendering;
using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Reporting;

/// <summary>A terminal: a bar for each running job and one for all, under the lines of what has ended.</summary>
internal sealed class ComparisonBars(Terminal terminal) : IComparisonReporter
{
    private readonly TimeProvider _clock = terminal.Clock;
    private readonly PaceColumn _pace = new();
    private ProgressContext? _bars;
    private ProgressTask? _all;
    private WorkAmounts? _amounts;

    public void Started(Comparison comparison, int jobs, int threads) => terminal.Console.WriteLine(ComparisonText.Started(comparison, terminal.Shown(comparison.Folder), jobs, threads));

    public void Watch(WorkAmounts amounts, Action work) => terminal.Console.Progress()
        .AutoClear(true)
        .HideCompleted(true)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, new PercentageColumn(), _pace)
        .Start(context =>
        {
            (_bars, _amounts) = (context, amounts);
            _all = context.AddTask("all", maxValue: 1);
            Update();
            work();
        });

    public IReporter OfRun(string name) => new RunBar(this, name);

    public void Ended(string name, string? failure, WorkAmounts amounts)
    {
        terminal.Console.WriteLine(ComparisonText.Ended(name, failure, amounts));
        Update();
    }

    public void Warning(string message) => Write("warning: " + message);

    public void Finished(ComparisonResults results)
    {
        foreach (string line in ComparisonText.Finished(results, terminal.Shown(results.Comparison.Folder)))
        {
            terminal.Output.WriteLine(line);
        }
    }

    private void Update()
    {
        _all!.Description = $"{_amounts!.Ended} of {_amounts.Jobs} done";
        _all.Value = Math.Min(_amounts.Done, 0.9999);
        _pace.Tell(_all, _amounts.Left is { } left ? $"{Format.Duration(left)} left" : "");
    }

    private void Write(string line) => terminal.Console.WriteLine(line);

    /// <summary>What stands behind each bar; told by whoever works, read by the thread that draws.</summary>
    private sealed class PaceColumn : ProgressColumn
    {
        private readonly ConcurrentDictionary<int, string> _paces = new();

        protected override bool NoWrap => true;

        public void Tell(ProgressTask task, string pace) => _paces[task.Id] = pace;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(_paces.GetValueOrDefault(task.Id, ""));
    }

    private sealed class RunBar(ComparisonBars bars, string name) : IReporter
    {
        public void Say(string message) => bars.Write($"{name}: {message}");

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
            ProgressTask task = bars._bars!.AddTask(Markup.Escape(name), maxValue: 1);
            try
            {
                return work(new Observer(bars, task, name, settings));
            }
            finally
            {
                task.Value = 1;
                task.StopTask();
            }
        }

        public void RunFinished(FinishedRun run)
        {
            // The table says it.
        }
    }

    private sealed class Observer(ComparisonBars bars, ProgressTask task, string name, ExperimentSettings settings) : ITrainingObserver
    {
        private readonly ProgressMeter _meter = new(bars._clock, settings.Training.Epochs, settings.Training.EvaluateEvery);

        public void BatchDone(BatchProgress progress)
        {
            _meter.Add(progress);
            string doing = progress.Phase == "train" ? $"train {Format.Percent(progress.Accuracy, 1)} %" : $"evaluating {Format.Percent(progress.Accuracy, 1)} %";
            task.Description = Markup.Escape($"{name} epoch {progress.Epoch}/{progress.Epochs} {doing}");
            task.Value = Math.Min(_meter.Done, 0.9999);
            bars._pace.Tell(task, $"{_meter.ImagesPerSecond:F0} images/s" + (_meter.Left is { } left ? $", {Format.Duration(left)} left" : ""));
            bars.Update();
        }

        public void EpochDone(EpochMetrics metrics)
        {
            // Several runs at once: their epochs are in their folders, the bars show where they are.
        }

        public void Warning(string message) => bars.Write($"{name}: warning: {message}");
    }
}
