namespace SpikeDistill.Training;

/// <summary>How a network is trained: SGD with momentum, a warm-up and a cosine to zero. The defaults are a CIFAR recipe of public code (methods reference 1.5) cut to a short run.</summary>
public sealed record TrainingSettings
{
    /// <summary>Passes over the training images.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Images a step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Peak learning rate.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Momentum of SGD.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay of convolution and linear weights.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Whether weight decay also acts on normalization and biases.</summary>
    public bool DecayNormAndBias { get; init; }

    /// <summary>Epochs over which the learning rate rises linearly to its peak; may be a fraction.</summary>
    public double WarmupEpochs { get; init; }

    /// <summary>Evaluate after every so many epochs; the last epoch is always evaluated.</summary>
    public int EvaluateEvery { get; init; } = 1;
}
