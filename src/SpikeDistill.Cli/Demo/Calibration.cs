using SpikeDistill.Cli.Failures;
using SpikeDistill.Networks;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Demo;

/// <summary>Measures how long a training step takes by training for a moment in a folder that is removed.</summary>
internal static class Calibration
{
    private const int FewestBatches = 6;

    /// <summary>Seconds of training an image once.</summary>
    /// <param name="engine">What the run will compute on.</param>
    /// <param name="settings">The run to measure.</param>
    /// <param name="teacher">Its teacher.</param>
    /// <param name="data">Its images.</param>
    /// <param name="seconds">How long to measure.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="token">Ends it.</param>
    public static double SecondsPerImage(
        Engine engine, ExperimentSettings settings, Network? teacher, ExperimentData data, double seconds, TimeProvider clock, CancellationToken token)
    {
        string folder = MakeFolder();
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(token);
        Stopper stopper = new(clock, TimeSpan.FromSeconds(seconds), enough);
        try
        {
            using Network student = new(engine, settings.Network, settings.Neuron, settings.Seed);
            new TrainingRun(student, data.Source, settings) { Teacher = teacher, Recorder = new RunRecorder(folder) }.Train(stopper, enough.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return stopper.SecondsPerBatch / settings.Training.BatchSize;
    }

    private static string MakeFolder()
    {
        try
        {
            return Directory.CreateTempSubdirectory("spikedistill-").FullName;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            string variable = OperatingSystem.IsWindows() ? "TEMP" : "TMPDIR";
            throw new InputException(
                $"{Path.GetTempPath()}: no temporary folder can be made there ({failure.Message.TrimEnd('.')}). Name a "
                    + $"folder that can be written with the environment variable {variable}.",
                failure);
        }
    }

    private sealed class Stopper(TimeProvider clock, TimeSpan length, CancellationTokenSource enough) : ITrainingObserver
    {
        private readonly List<double> _seconds = [];
        private readonly long _start = clock.GetTimestamp();
        private long _last = clock.GetTimestamp();

        /// <summary>The median of the second half: by then the code is compiled and the memory is there.</summary>
        public double SecondsPerBatch
        {
            get
            {
                double[] settled = [.. _seconds.Skip(_seconds.Count / 2).Order()];
                return settled[settled.Length / 2];
            }
        }

        public void BatchDone(BatchProgress progress)
        {
            long now = clock.GetTimestamp();
            if (progress.Phase == "train")
            {
                _seconds.Add(clock.GetElapsedTime(_last, now).TotalSeconds);
            }

            _last = now;
            if (_seconds.Count >= FewestBatches && clock.GetElapsedTime(_start, now) >= length)
            {
                enough.Cancel();
            }
        }

        public void EpochDone(EpochMetrics metrics)
        {
        }

        public void Warning(TrainingWarning warning)
        {
        }
    }
}
