using Spectre.Console;
using Spectre.Console.Rendering;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Reporting;

/// <summary>A terminal: a bar with images a second and time left, under the lines of finished epochs.</summary>
internal sealed class BarReporter(Terminal terminal) : IReporter
{
    public void Say(string message) => terminal.Console.WriteLine(message);

    public void RunStarted(ExperimentSettings settings, string folder, ExperimentData data, int finishedEpochs)
        => Say(RunText.Started(settings, folder, data, finishedEpochs));

    public T Watch<T>(ExperimentSettings settings, Func<ITrainingObserver, T> work)
        => terminal.Console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new PaceColumn())
            .Start(context => work(new Observer(terminal, context.AddTask(Markup.Escape(settings.Name), maxValue: 1), settings)));

    public void RunFinished(FinishedRun run)
    {
        foreach (string line in RunText.Finished(run))
        {
            Say(line);
        }
    }

    /// <summary>Images a second and time left, as the observer wrote them into the task.</summary>
    private sealed class PaceColumn : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
            => new Text(task.State.Get<string>(Observer.PaceKey) ?? "");
    }

    private sealed class Observer : ITrainingObserver
    {
        public const string PaceKey = "pace";
        private readonly Terminal _terminal;
        private readonly ProgressTask _task;
        private readonly ExperimentSettings _settings;
        private readonly ProgressMeter _meter;

        public Observer(Terminal terminal, ProgressTask task, ExperimentSettings settings)
        {
            (_terminal, _task, _settings) = (terminal, task, settings);
            _meter = new ProgressMeter(terminal.Clock, settings.Training.Epochs, settings.Training.EvaluateEvery);
            _task.State.Update<string>(PaceKey, _ => "");
        }

        public void BatchDone(BatchProgress progress)
        {
            _meter.Add(progress);
            string doing = progress.Phase == "train"
                ? $"loss {progress.Loss:F3} train {Format.Percent(progress.Accuracy, 1)} %"
                : $"evaluating {Format.Percent(progress.Accuracy, 1)} %";
            _task.Description = Markup.Escape($"{_settings.Name} epoch {progress.Epoch}/{progress.Epochs} {doing}");
            _task.Value = _meter.Done;
            string pace = $"{_meter.ImagesPerSecond:F0} images/s" + (_meter.Left is { } left ? $", {Format.Duration(left)} left" : "");
            _task.State.Update<string>(PaceKey, _ => pace);
        }

        public void EpochDone(EpochMetrics metrics) => _terminal.Console.WriteLine(EpochLine.Of(metrics, _settings.Training.Epochs));

        public void Warning(string message) => _terminal.Console.MarkupLine($"[yellow]warning:[/] {Markup.Escape(message)}");
    }
}
