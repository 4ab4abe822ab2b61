using Spectre.Console;
using Spectre.Console.Rendering;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Reporting;

/// <summary>A terminal: a bar with images a second and time left, under the lines of finished epochs.</summary>
internal sealed class BarReporter(Terminal terminal) : IReporter
{
    public void Say(string message) => terminal.Console.WriteLine(message);

    public void RunStarted(ExperimentSettings settings, string folder, ExperimentData data, int? finishedEpochs)
        => Say(RunText.Started(settings, terminal.Shown(folder), data, finishedEpochs));

    public void MemoryNeeded(MemoryEstimate estimate) => Say($"needs {estimate}");

    public T Watch<T>(ExperimentSettings settings, Func<ITrainingObserver, T> work)
    {
        PaceColumn pace = new();
        return terminal.Console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, new PercentageColumn(), pace)
            .Start(context => work(new Observer(terminal, context.AddTask(Markup.Escape(settings.Name), maxValue: 1), pace, settings)));
    }

    public void RunFinished(FinishedRun run)
    {
        foreach (string line in RunText.Finished(run, terminal.Shown(run.Folder)))
        {
            Say(line);
        }
    }

    /// <summary>Images a second and time left. The text is replaced whole, as it is drawn on another thread.</summary>
    private sealed class PaceColumn : ProgressColumn
    {
        public volatile string Pace = "";

        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(Pace);
    }

    private sealed class Observer(Terminal terminal, ProgressTask task, PaceColumn column, ExperimentSettings settings) : ITrainingObserver
    {
        private readonly ProgressMeter _meter = new(terminal.Clock, settings.Training.Epochs, settings.Training.EvaluateEvery);

        public void BatchDone(BatchProgress progress)
        {
            _meter.Add(progress);
            string doing = progress.Phase == "train"
                ? $"loss {progress.Loss:F3} train {Format.Percent(progress.Accuracy, 1)} %"
                : $"evaluating {Format.Percent(progress.Accuracy, 1)} %";
            task.Description = Markup.Escape($"{settings.Name} epoch {progress.Epoch}/{progress.Epochs} {doing}");
            task.Value = _meter.Done;
            column.Pace = $"{_meter.ImagesPerSecond:F0} images/s" + (_meter.Left is { } left ? $", {Format.Duration(left)} left" : "");
        }

        public void EpochDone(EpochMetrics metrics) => terminal.Console.WriteLine(EpochLine.Of(metrics, settings.Training.Epochs));

        public void Warning(string message) => terminal.Console.MarkupLine($"[yellow]warning:[/] {Markup.Escape(message)}");
    }
}
