using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;

namespace SpikeDistill.Runs;

/// <summary>What a weights file or checkpoint of SpikeDistill says of itself.</summary>
public sealed record CheckpointInfo
{
    /// <summary>The format it was written in.</summary>
    public required string Format { get; init; }

    /// <summary>The network whose weights it holds.</summary>
    public required NetworkSettings Network { get; init; }

    /// <summary>The network's neurons; unused by a ReLU network.</summary>
    public required Neuron Neuron { get; init; }

    /// <summary>The data set it was trained on, where that is written.</summary>
    public string? DataSet { get; init; }

    /// <summary>What is known of the images it was trained on; null where nothing is.</summary>
    public TrainedOn? TrainedOn { get; init; }

    /// <summary>Epochs that were finished; null for weights alone.</summary>
    public int? FinishedEpochs { get; init; }

    /// <summary>Batches of the next epoch that were done; null for weights alone.</summary>
    public int? Batch { get; init; }
}
