using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Recipes;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Reproduction;

/// <summary>What a comparison will take on this machine, from a measured step of every network in it.</summary>
/// <param name="Training">All training steps of its runs that nothing before had in common with it, one run after the other.</param>
/// <param name="MemoryBytes">The memory of the run that needs the most.</param>
/// <param name="Largest">That run.</param>
/// <param name="Runs">Runs and teachers to be trained, a teacher before those that learn from it.</param>
internal sealed record Forecast(TimeSpan Training, long MemoryBytes, string Largest, IReadOnlyList<RunForecast> Runs)
{
    /// <summary>Images of a measured step at most: an image takes as long in a larger one.</summary>
    private const int MeasuredImages = 8;

    /// <summary>
    /// Batches of a measurement at most. The first, in which code is compiled and memory asked for, does not count, and of the others the
    /// fastest does: what else the machine has to do only adds to it.
    /// </summary>
    private const int MeasuredBatches = 12;

    /// <summary>Seconds of measured batches that are enough.</summary>
    private const double MeasuredSeconds = 0.3;

    /// <param name="comparison">What is going to be trained.</param>
    /// <param name="dataDirectory">The folder with data sets; null for the usual places.</param>
    /// <param name="threads">Threads to compute with.</param>
    /// <param name="known">Runs of comparisons before, which are not trained again; its own are added.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="token">Stops between batches.</param>
    public static Forecast Of(
        Comparison comparison, string? dataDirectory, int threads, HashSet<RunKey> known, TimeProvider clock, CancellationToken token)
    {
        (string Name, ExperimentSettings Settings, PlannedTeacher? Teacher)[] runs =
        [
            .. comparison.Teachers.Where(teacher => teacher.Settings is not null).Select(teacher => (teacher.Name, teacher.Settings!, teacher.Teacher)),
            .. comparison.Variants.SelectMany(variant => variant.Runs).Select(run => (run.Name, run.Settings, run.Teacher)),
        ];
        using Engine engine = new(threads);
        Dictionary<string, NetworkSettings> teachers = comparison.Teachers.ToDictionary(
            teacher => teacher.Name, teacher => teacher.Settings?.Network ?? Of(teacher, engine, comparison), StringComparer.Ordinal);
        Dictionary<string, double> measured = [];
        Dictionary<string, ExperimentData> opened = [];
        List<RunForecast> forecasts = [];
        (long Bytes, string Name) largest = (0, "");
        foreach ((string name, ExperimentSettings settings, PlannedTeacher? itsTeacher) in runs)
        {
            token.ThrowIfCancellationRequested();
            string images = WorkAmounts.Key(settings.Data);
            if (!opened.TryGetValue(images, out ExperimentData? data))
            {
                data = opened[images] = InputException.Guard(() => ExperimentData.Open(settings.Data, dataDirectory));
            }

            NetworkSettings? teacher = itsTeacher is null ? null : teachers[itsTeacher.Name];
            string key = Key(settings, teacher, data);
            if (!measured.TryGetValue(key, out double perImage))
            {
                perImage = measured[key] = SecondsPerImage(engine, settings, teacher, data, clock, token);
            }

            forecasts.Add(
                new RunForecast(
                    name,
                    itsTeacher?.Name,
                    perImage * settings.Training.StepsPerEpoch(data.TrainingImages) * settings.Training.BatchSize * settings.Training.Epochs,
                    !known.Add(RunKey.OfPlanned(settings, itsTeacher, comparison.Catalog))));
            long bytes = InputException.Guard(() => MemoryEstimate.Of(settings, data, teacher)).TotalBytes;
            largest = bytes > largest.Bytes ? (bytes, name) : largest;
        }

        return new Forecast(TimeSpan.FromSeconds(forecasts.Where(run => !run.Known).Sum(run => run.Seconds)), largest.Bytes, largest.Name, forecasts);
    }

    private static NetworkSettings Of(PlannedTeacher teacher, Engine engine, Comparison comparison)
    {
        using Network network = teacher.Load(engine, comparison.Catalog);
        return network.Settings;
    }

    /// <summary>What a step's time depends on.</summary>
    private static string Key(ExperimentSettings settings, NetworkSettings? teacher, ExperimentData data)
        => Recipe.Write(settings with { Name = "run", Seed = 0, Data = new DataSettings { Source = settings.Data.Source }, Training = new TrainingSettings() })
            + teacher?.Architecture + teacher?.Width + data.Shape;

    private static double SecondsPerImage(
        Engine engine, ExperimentSettings settings, NetworkSettings? teacher, ExperimentData data, TimeProvider clock, CancellationToken token)
    {
        TrainingSettings training = settings.Training with { BatchSize = Math.Min(MeasuredImages, settings.Training.PartSize), Accumulate = 1, Shards = null };
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(token);
        using Network student = new(engine, settings.Network, settings.Neuron, settings.Seed);
        using Network? taught = teacher is null ? null : new Network(engine, teacher, settings.Neuron, settings.Seed);
        Watch watch = new(clock, enough);
        try
        {
            new TrainingRun(student, data.Source, settings with { Training = training }) { Teacher = taught }.Train(watch, enough.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
        }

        return watch.Seconds / training.BatchSize;
    }

    private sealed class Watch(TimeProvider clock, CancellationTokenSource enough) : ITrainingObserver
    {
        private long _last = clock.GetTimestamp();
        private int _batches;
        private double _measured;

        /// <summary>Seconds of the fastest batch behind the first; of the first before there is another.</summary>
        public double Seconds { get; private set; }

        public void BatchDone(BatchProgress progress)
        {
            if (progress.Phase != "train")
            {
                return;
            }

            double seconds = clock.GetElapsedTime(_last).TotalSeconds;
            _last = clock.GetTimestamp();
            Seconds = _batches > 1 ? Math.Min(Seconds, seconds) : seconds;
            _measured += _batches > 0 ? seconds : 0;
            _batches++;

            if (_measured >= MeasuredSeconds || _batches == MeasuredBatches)
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

/// <summary>What a run will take.</summary>
/// <param name="Name">Its name.</param>
/// <param name="After">The teacher that it learns from, trained before it where it is one of the runs; null where it needs none.</param>
/// <param name="Seconds">Its training steps.</param>
/// <param name="Known">Whether it is a run of a comparison before, from which it is taken over.</param>
internal sealed record RunForecast(string Name, string? After, double Seconds, bool Known);
