using System.Text.Json;
using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Costs;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>How much work each job is and how much of it is done: operations on training images. Tells the time left of the whole.</summary>
internal sealed class WorkAmounts
{
    private readonly Dictionary<string, Amount> _jobs = [];
    private readonly Dictionary<string, (int Images, int Size)> _data = [];
    private readonly Catalog _catalog;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private double _before;

    private WorkAmounts(Catalog catalog, TimeProvider clock)
    {
        _catalog = catalog;
        _clock = clock;
        _start = clock.GetTimestamp();
    }

    public int Jobs => _jobs.Count;

    public int Ended => _jobs.Values.Count(job => job.Ended);

    /// <summary>Share of all work that is done.</summary>
    public double Done => _jobs.Values.Sum(job => job.Work * job.Share) / _jobs.Values.Sum(job => job.Work);

    /// <summary>Time left; null before there is anything to tell it from.</summary>
    public TimeSpan? Left
        => Done - _before is > 0.001 and double now ? TimeSpan.FromSeconds(_clock.GetElapsedTime(_start).TotalSeconds / now * (1 - Done)) : null;

    /// <summary>Opens every data set once, so that what is missing is told before anything starts, and weighs the work.</summary>
    public static WorkAmounts Of(Comparison comparison, string? dataDirectory, TimeProvider clock)
    {
        WorkAmounts amounts = new(comparison.Catalog, clock);
        foreach (PlannedTeacher teacher in comparison.Teachers)
        {
            amounts.Open(teacher.Data, dataDirectory);
            amounts.Add(teacher.Job, teacher.Place, teacher.Settings);
        }

        foreach (PlannedRun run in comparison.Variants.SelectMany(variant => variant.Runs))
        {
            amounts.Open(run.Settings.Data, dataDirectory);
            amounts.Add(run.Name, run.Folder, run.Settings);
        }

        amounts._before = amounts.Done;
        return amounts;
    }

    public int TrainingImages(DataSettings data) => _data[Key(data)].Images;

    /// <summary>Height of the images, pixels.</summary>
    public int ImageSize(DataSettings data) => _data[Key(data)].Size;

    public void End(string job) => (_jobs[job].Share, _jobs[job].Ended) = (1, true);

    /// <summary>A reporter that also tells how far a job is.</summary>
    public IReporter Watched(string job, IReporter reporter) => new WatchedReporter(_jobs[job], reporter);

    /// <summary>Equal for settings that give the same images.</summary>
    public static string Key(DataSettings data) => JsonSerializer.Serialize(data, Json.Line);

    private void Open(DataSettings settings, string? dataDirectory)
    {
        if (!_data.ContainsKey(Key(settings)))
        {
            ExperimentData data = InputException.Guard(() => ExperimentData.Open(settings, dataDirectory));
            _data[Key(settings)] = (data.TrainingImages, data.Shape.Height);
        }
    }

    private void Add(string name, string folder, ExperimentSettings? settings)
    {
        if (settings is null)
        {
            _jobs[name] = new Amount(0);
            return;
        }

        (int images, int size) = _data[Key(settings.Data)];
        double operations = OperationCount.Of(settings.Network, size, _ => 1).Ops;
        double share = RunFolder.IsRun(folder) ? (double)InputException.Guard(
            () => RunFolder.Open(folder, _catalog).FinishedEpochs) / settings.Training.Epochs : 0;
        _jobs[name] = new Amount(operations * images * settings.Training.Epochs) { Share = Math.Min(1, share) };
    }

    private sealed class Amount(double work)
    {
        public double Work { get; } = work;

        public double Share { get; set; }

        public bool Ended { get; set; }
    }

    private sealed class WatchedReporter(Amount amount, IReporter inner) : IReporter
    {
        public void Say(string message) => inner.Say(message);

        public void RunStarted(ExperimentSettings settings, string folder, ExperimentData data, int? finishedEpochs)
            => inner.RunStarted(settings, folder, data, finishedEpochs);

        public void MemoryNeeded(MemoryEstimate estimate) => inner.MemoryNeeded(estimate);

        public T Watch<T>(ExperimentSettings settings, Func<ITrainingObserver, T> work)
            => inner.Watch(settings, observer => work(new Observer(amount, observer)));

        public void RunFinished(FinishedRun run) => inner.RunFinished(run);
    }

    private sealed class Observer(Amount amount, ITrainingObserver inner) : ITrainingObserver
    {
        public void BatchDone(BatchProgress progress)
        {
            amount.Share = progress.Phase == "train"
                ? (progress.Epoch - 1 + ((double)progress.Batch / progress.Batches)) / progress.Epochs
                : (double)progress.Epoch / progress.Epochs;
            inner.BatchDone(progress);
        }

        public void EpochDone(EpochMetrics metrics) => inner.EpochDone(metrics);

        public void WeightsTaken(TakenWeights taken) => inner.WeightsTaken(taken);

        public void Warning(TrainingWarning warning) => inner.Warning(warning);
    }
}
