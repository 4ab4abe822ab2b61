using SpikeDistill.Metrics;

namespace SpikeDistill.Benchmarks.Steps;

/// <summary>What a run of <c>steps</c> measured; its JSON has the same names in snake_case.</summary>
internal sealed record StepsReport
{
    public required string Processor { get; init; }

    /// <summary>Bits of the widest vectors used.</summary>
    public required int SimdBits { get; init; }

    public required int Threads { get; init; }

    /// <summary>What the network is called here.</summary>
    public required string Network { get; init; }

    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    /// <summary>What tells a kept report from others.</summary>
    public required string Name { get; init; }

    public required int Width { get; init; }

    public required int Timesteps { get; init; }

    public required int Batch { get; init; }

    public required string Data { get; init; }

    public required int TrainSteps { get; init; }

    /// <summary>The rate that was asked for; null for rates as they come.</summary>
    public required double? TargetFiringRate { get; init; }

    /// <summary>Best of the steps, as the peak is the best of its runs.</summary>
    public required double StepMs { get; init; }

    public required double StepMedianMs { get; init; }

    public required double InferenceMs { get; init; }

    public required double InferenceMedianMs { get; init; }

    /// <summary>Operations of a step and an inference as a dense framework does them.</summary>
    public required double StepGflop { get; init; }

    public required double InferenceGflop { get; init; }

    /// <summary>Multiply-add peak of the cores used, measured between the steps.</summary>
    public required double PeakGflops { get; init; }

    public double StepShareOfPeak => StepGflop / (StepMs / 1000) / PeakGflops;

    public double InferenceShareOfPeak => InferenceGflop / (InferenceMs / 1000) / PeakGflops;

    /// <summary>Of a process that only trains, see <see cref="PeakMemory"/>.</summary>
    public double PeakMemoryMib { get; init; }

    public required double TapeBytesPerNeuronAndStep { get; init; }

    /// <summary>Spikes per neuron and step in a training step.</summary>
    public required double FiringRate { get; init; }

    public required double InferenceFiringRate { get; init; }

    public required IReadOnlyList<LayerRate> Layers { get; init; }

    /// <summary>Bytes the tensor memory grew by over all measured steps: 0, or something allocates in the steady state.</summary>
    public required long PoolGrowthBytes { get; init; }

    /// <summary>Bytes of small objects (tensor handles, tape) a step leaves to the garbage collector.</summary>
    public required long ManagedBytesPerStep { get; init; }

    /// <summary>Packed spikes a step widens to floats.</summary>
    public required long WidenedElementsPerStep { get; init; }

    public required IReadOnlyList<OperationTime> StepOperations { get; init; }

    public required IReadOnlyList<OperationTime> InferenceOperations { get; init; }
}
