using System.Diagnostics;
using SpikeDistill.Benchmarks.Kernels;
using SpikeDistill.Networks;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Benchmarks.Steps;

/// <summary>Times steps, inferences and the peak in turn, so that all of them see the same moods of the machine.</summary>
internal sealed class StepsMeasurement(Subject subject, StepsOptions options)
{
    private const int FewestRounds = 5;
    private const int WarmupRounds = 3;
    private const double WarmupSeconds = 2;
    private const int TableRuns = 2;

    private readonly Engine _engine = subject.Engine;
    private readonly List<double> _steps = [];
    private readonly List<double> _inferences = [];
    private double _peak;

    public StepsReport Run()
    {
        NetworkSettings network = subject.Network.Settings;
        Rounds(WarmupRounds, Math.Min(WarmupSeconds, options.Seconds));
        _steps.Clear();
        _inferences.Clear();
        long held = _engine.Memory.BytesHeld;
        Rounds(FewestRounds, options.Seconds);
        long growth = _engine.Memory.BytesHeld - held;
        long widened = _engine.WidenedElements, managed = GC.GetTotalAllocatedBytes(precise: true);
        long tape = subject.Step();
        managed = GC.GetTotalAllocatedBytes(precise: true) - managed;
        widened = _engine.WidenedElements - widened;
        IReadOnlyList<LayerRate> rates = subject.Rates(training: true);
        RunEnvironment environment = RunEnvironment.Describe(_engine, Subject.Seed);
        return new StepsReport
        {
            Processor = environment.Processor,
            SimdBits = environment.SimdBits,
            Threads = environment.Threads,
            Width = options.Width,
            Timesteps = options.Timesteps,
            Batch = options.Batch,
            Data = TrainingImages.SetName,
            TrainSteps = options.TrainSteps,
            TargetFiringRate = options.FiringRate,
            StepMs = _steps.Min() * 1000,
            StepMedianMs = Median(_steps) * 1000,
            InferenceMs = _inferences.Min() * 1000,
            InferenceMedianMs = Median(_inferences) * 1000,
            StepGflop = Accounting.StepOperations(network, options.Batch) / 1e9,
            InferenceGflop = Accounting.InferenceOperations(network, options.Batch) / 1e9,
            PeakGflops = _peak / 1e9,
            PeakMemoryMib = 0,
            TapeBytesPerNeuronAndStep = tape / Accounting.NeuronSteps(network, options.Batch),
            FiringRate = Accounting.MeanRate(rates),
            InferenceFiringRate = Accounting.MeanRate(subject.Rates(training: false)),
            Layers = rates,
            PoolGrowthBytes = growth,
            ManagedBytesPerStep = managed,
            WidenedElementsPerStep = widened,
            Operations = Operations(),
        };
    }

    private void Rounds(int fewest, double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < fewest || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; round++)
        {
            _peak = Math.Max(_peak, FmaPeak.Measure(_engine.Workers));
            _steps.Add(Stopwatches.Time(() => subject.Step(), _engine.Workers.Count));
            _peak = Math.Max(_peak, FmaPeak.Measure(_engine.Workers));
            _inferences.Add(Stopwatches.Time(() => subject.Infer(), _engine.Workers.Count));
        }
    }

    private IReadOnlyList<OperationTime> Operations()
    {
        OperationTimes times = new(options.Layers);
        _engine.Observer = times;
        for (int run = 0; run < TableRuns; run++)
        {
            times.Start();
            subject.Step();
        }

        _engine.Observer = null;
        return times.Table(TableRuns);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
