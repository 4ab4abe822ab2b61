using System.Text.Json;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Reporting;

/// <summary>One JSON object a line, each with its <c>event</c>.</summary>
internal sealed class JsonReporter(Terminal terminal) : IReporter
{
    public void Say(string message) => Write(terminal, new { Event = "message", Text = message });

    public void RunStarted(ExperimentSettings settings, string folder, ExperimentData data, int? finishedEpochs) => Write(terminal, new
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

    public void MemoryNeeded(MemoryEstimate estimate) => Write(terminal, new { Event = "memory", Estimate = estimate });

    public T Watch<T>(ExperimentSettings settings, Func<ITrainingObserver, T> work) => work(new Observer(terminal, settings));

    public void RunFinished(FinishedRun run) => Write(terminal, new { Event = "run_finished", Result = ResultJson.Of(run) });

    /// <summary>Writes one line; the same naming as in the files of a run.</summary>
    public static void Write(Terminal terminal, object line) => terminal.Output.WriteLine(JsonSerializer.Serialize(line, Json.Line));

    private sealed class Observer(Terminal terminal, ExperimentSettings settings) : ITrainingObserver
    {
        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
        private readonly ProgressMeter _meter = new(terminal.Clock, settings.Training.Epochs, settings.Training.EvaluateEvery);
        private long _spoken = terminal.Clock.GetTimestamp();

        public void BatchDone(BatchProgress progress)
        {
            _meter.Add(progress);
            if (terminal.Clock.GetElapsedTime(_spoken) >= Pause)
            {
                _spoken = terminal.Clock.GetTimestamp();
                Write(terminal, new { Event = "progress", settings.Name, Progress = progress, _meter.ImagesPerSecond, SecondsLeft = _meter.Left?.TotalSeconds });
            }
        }

        public void EpochDone(EpochMetrics metrics) => Write(terminal, new { Event = "epoch", settings.Name, Metrics = metrics });

        public void Warning(string message) => Write(terminal, new { Event = "warning", settings.Name, Text = message });
    }
}
