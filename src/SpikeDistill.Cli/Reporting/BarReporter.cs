using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Reporting;

/// <summary>A terminal: a bar with time left and images a second, under the lines of finished epochs.</summary>
internal sealed class BarReporter(Terminal terminal) : IReporter
{
    public void Say(string message) => terminal.Say(message);

    public void RunStarted(ExperimentSettings settings, string folder, ExperimentData data, int? finishedEpochs)
        => terminal.Say(RunText.Started(settings, terminal.Shown(folder), data, finishedEpochs));

    public void MemoryNeeded(MemoryEstimate estimate) => terminal.Say($"needs {estimate}");

    public T Watch<T>(ExperimentSettings settings, Func<ITrainingObserver, T> work)
        => LiveArea.Run(terminal.Console, area => work(new Observer(terminal, area, settings)));

    public void RunFinished(FinishedRun run) => terminal.Say(RunText.Finished(run, terminal.Shown(run.Folder)));

    /// <summary>How far the run is, and under it the terms of its loss, where it has several.</summary>
    private sealed class Observer(Terminal terminal, LiveArea area, ExperimentSettings settings) : ITrainingObserver
    {
        private readonly ProgressMeter _meter = new(terminal.Clock, settings.Training.Epochs, settings.Training.EvaluateEvery);
        private readonly LiveLine _line = area.Add(new ProgressLine(settings.Name, Done: 0));
        private LiveLine? _terms;

        public void BatchDone(BatchProgress progress)
        {
            _meter.Add(progress);
            _line.Shown = _meter.Line(
                settings.Name, $"{(progress.Phase == "train" ? $"loss {progress.Loss:F3} train" : "evaluating")} {Format.Percent(progress.Accuracy, 1)} %");
            if (progress.Terms.Count > 1)
            {
                ProgressLine terms = new("terms", Done: null, [.. progress.Terms.Select(EpochLine.Of)]);
                _terms ??= area.AddBelow(terms);
                _terms.Shown = terms;
            }
        }

        public void EpochDone(EpochMetrics metrics)
        {
            _meter.Add(metrics);
            terminal.Say(EpochLine.Of(metrics, settings.Training.Epochs));
        }

        public void WeightsTaken(TakenWeights taken) => terminal.Say(taken.ToString());

        public void Warning(TrainingWarning warning)
        {
            if (!FailureText.IsToldAsFailure(warning))
            {
                terminal.Say("warning: " + FailureText.Of(warning));
            }
        }
    }
}
