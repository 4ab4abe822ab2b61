using SpikeDistill.Metrics;
using SpikeDistill.Networks.Families;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Benchmarks.Steps;

/// <summary>Everything about one subject but the peak memory, which needs a process of its own.</summary>
internal sealed class StepsMeasurement(Subject subject, StepsOptions options)
{
    private const int TableRuns = 2;

    private readonly Engine _engine = subject.Engine;

    public StepsReport Run()
    {
        NetworkSettings network = subject.Network.Settings;
        Rounds rounds = new(_engine, () => subject.Step(), () => subject.Infer());
        rounds.WarmUp(options.Seconds);
        long held = _engine.Memory.BytesHeld;
        rounds.Run(options.Seconds);
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
            Network = options.Network.Name,
            Title = options.Network.Title(options.Width) + (options.Form is { } form ? $" with {form.Title}" : ""),
            Name = options.Name,
            Width = options.Width,
            Timesteps = options.Timesteps,
            Batch = options.Batch,
            Data = TrainingImages.SetName,
            TrainSteps = options.TrainSteps,
            TargetFiringRate = options.FiringRate,
            StepMs = rounds.Best(0) * 1000,
            StepMedianMs = rounds.Median(0) * 1000,
            InferenceMs = rounds.Best(1) * 1000,
            InferenceMedianMs = rounds.Median(1) * 1000,
            StepGflop = Accounting.StepOperations(network, options) / 1e9,
            InferenceGflop = Accounting.InferenceOperations(network, options) / 1e9,
            PeakGflops = rounds.Peak / 1e9,
            TapeBytesPerNeuronAndStep = tape / Accounting.NeuronSteps(network, options),
            FiringRate = Accounting.MeanRate(rates),
            InferenceFiringRate = Accounting.MeanRate(subject.Rates(training: false)),
            Layers = rates,
            PoolGrowthBytes = growth,
            ManagedBytesPerStep = managed,
            WidenedElementsPerStep = widened,
            StepOperations = Operations(() => subject.Step()),
            InferenceOperations = Operations(() => subject.Infer()),
        };
    }

    private IReadOnlyList<OperationTime> Operations(Action action)
    {
        OperationTimes times = new(options.Layers);
        _engine.Observer = times;
        for (int run = 0; run < TableRuns; run++)
        {
            times.Start();
            action();
        }

        _engine.Observer = null;
        return times.Table(TableRuns);
    }
}
