using System.Text.Json;
using System.Text.Json.Nodes;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Reporting;

/// <summary>One JSON object a line, each with its <c>event</c>.</summary>
/// <param name="terminal">Where they are written.</param>
/// <param name="runName">The run of a comparison, which each line names; null where there is only one.</param>
internal sealed class JsonReporter(Terminal terminal, string? runName = null) : IReporter
{
    public void Say(string message) => Write(new { Event = "message", Text = message });

    public void RunStarted(ExperimentSettings settings, string folder, ExperimentData data, int? finishedEpochs) => Write(new
    {
        Event = "run_started",
        settings.Name,
        Folder = folder,
        Resumed = finishedEpochs is not null,
        FinishedEpochs = finishedEpochs ?? 0,
        data.TrainingImages,
        data.EvaluationImages,
        Settings = settings,
    });

    public void MemoryNeeded(MemoryEstimate estimate) => Write(new { Event = "memory", Estimate = estimate });

    public T Watch<T>(ExperimentSettings settings, Func<ITrainingObserver, T> work) => work(new Observer(this, terminal.Clock, settings));

    public void RunFinished(FinishedRun run) => Write(new { Event = "run_finished", Result = ResultJson.Of(run, terminal.Catalog) });

    private void Write(object line)
    {
        if (runName is null)
        {
            terminal.WriteJson(line);
            return;
        }

        JsonObject fields = JsonSerializer.SerializeToNode(line, Json.Line)!.AsObject();
        fields.Insert(1, "run", runName);
        terminal.WriteJson(fields);
    }

    private sealed class Observer(JsonReporter reporter, TimeProvider clock, ExperimentSettings settings) : ITrainingObserver
    {
        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
        private readonly ProgressMeter _meter = new(clock, settings.Training.Epochs, settings.Training.EvaluateEvery);
        private long _spoken = clock.GetTimestamp();

        public void BatchDone(BatchProgress progress)
        {
            _meter.Add(progress);
            if (clock.GetElapsedTime(_spoken) >= Pause)
            {
                _spoken = clock.GetTimestamp();
                reporter.Write(
                    new { Event = "progress", settings.Name, Progress = progress, _meter.ImagesPerSecond, SecondsLeft = _meter.Left?.TotalSeconds });
            }
        }

        public void EpochDone(EpochMetrics metrics) => reporter.Write(new { Event = "epoch", settings.Name, Metrics = metrics });

        public void WeightsTaken(TakenWeights taken) => reporter.Write(new { Event = "weights_taken", settings.Name, Weights = taken });

        public void Warning(TrainingWarning warning)
            => reporter.Write(new { Event = "warning", settings.Name, warning.Kind, Text = FailureText.Of(warning) });
    }
}
