using System.Text.Json.Serialization;
using SpikeDistill.Optimization;
using SpikeDistill.Options;

namespace SpikeDistill.Training;

/// <summary>How a network is trained. The defaults, SGD with momentum and a cosine to zero, are a CIFAR recipe of public code cut to a short run.</summary>
[JsonConverter(typeof(WrittenJson<TrainingSettings>))]
public sealed record TrainingSettings : IWritten
{
    /// <summary>Passes over the training images, those that were added later included.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Images a step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>
    /// Whether the images that do not fill a batch are left out of an epoch (others in each): 390 steps of 128 for 50,000 images. Otherwise
    /// they are a smaller last batch, the 391st step, as in public code that leaves PyTorch's default alone.
    /// </summary>
    public bool DropLast { get; init; } = true;

    /// <summary>
    /// In how many parts the images of a step go through the network, one after another; their gradients add up to those of the whole batch,
    /// but normalization takes the statistics of each part. Less memory, and no other result where nothing is normalized by the batch.
    /// </summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>
    /// Whether normalization takes the statistics of the whole batch where several processes train together, as one process does; otherwise each
    /// takes those of its own images, and running statistics are the mean of theirs. One process alone does not ask.
    /// </summary>
    public bool SynchronizeNormalization { get; init; } = true;

    /// <summary>
    /// In how many shards the images of a step are cut, a power of two: all sums over a batch are made shard by shard and put together in an order that
    /// follows from their number alone, so that 1, 2, 4, … processes, up to one for each shard, come to the same bits. A process that has several works on
    /// them in turns, normalized together. Null for as many as there are processes, whose sums then depend on their number.
    /// </summary>
    public int? Shards { get; init; }

    /// <summary>
    /// Whether activations within a block are worked out again in the backward pass instead of kept (<see cref="Networks.ForwardOptions.Recompute"/>):
    /// less memory, the same bits, about a sixth more time.
    /// </summary>
    public bool Recompute { get; init; }

    /// <summary>
    /// How much of an exponential moving average of weights and running statistics is kept at a step, in [0, 1); the average is what is
    /// evaluated and saved. Null for none.
    /// </summary>
    public double? EmaDecay { get; init; }

    /// <summary>The optimizer, with its options.</summary>
    public Optimizer Optimizer { get; init; } = new Sgd();

    /// <summary>Peak learning rate.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Weight decay of convolution and linear weights.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Whether weight decay also acts on normalization and biases.</summary>
    public bool DecayNormAndBias { get; init; }

    /// <summary>Parameters with a learning rate or weight decay of their own; the first group that fits a parameter counts.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; init; } = [];

    /// <summary>The largest norm of all gradients together; longer ones are shortened to it. Null for no limit.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>How the learning rate goes over the run, with its options.</summary>
    public Schedule Schedule { get; init; } = new CosineSchedule();

    /// <summary>Epochs over which the learning rate rises linearly to its peak; may be a fraction.</summary>
    public double WarmupEpochs { get; init; }

    /// <summary>Evaluate after every so many epochs; the last epoch is always evaluated.</summary>
    public int EvaluateEvery { get; init; } = 1;

    /// <summary>
    /// Whether the last epoch also evaluates the training images as they are, without augmentation (
    /// <see cref="EpochMetrics.TrainEvaluation"/>).
    /// </summary>
    public bool EvaluateTrain { get; init; }

    /// <summary>Epochs that were added once the run had finished, in their order.</summary>
    public IReadOnlyList<TrainingExtension> Extensions { get; init; } = [];

    /// <summary>The epochs that the run began with, before any were added.</summary>
    public int FirstEpochs => Extensions.Count == 0 ? Epochs : Extensions[0].After;

    /// <summary>The steps of an epoch.</summary>
    /// <param name="images">The images trained on.</param>
    public int StepsPerEpoch(int images) => DropLast ? images / BatchSize : (images + BatchSize - 1) / BatchSize;

    /// <summary>The images of the largest part of a step.</summary>
    internal int PartSize => (BatchSize + Accumulate - 1) / Accumulate;

    /// <summary>The shards that each of so many processes has of a step.</summary>
    internal int ShardsOf(int processes) => Math.Max(1, (Shards ?? processes) / processes);

    /// <summary>Weight decay, and the parameters that are treated differently.</summary>
    internal DecayAndGroups Decay => new() { WeightDecay = WeightDecay, DecayNormAndBias = DecayNormAndBias, Groups = Groups };

    RecipeNode IWritten.Written => TrainingOptions.Write(this);

    /// <summary>The share of the run that is done before an epoch, as terms are told it. Added epochs are trained for as the last one was.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    internal double ShareBefore(long epoch) => (double)Math.Min(epoch - 1, FirstEpochs - 1) / FirstEpochs;

    /// <summary>The epoch that an extension ends with.</summary>
    internal int EndOf(int extension) => extension + 1 < Extensions.Count ? Extensions[extension + 1].After : Epochs;

    /// <summary>The learning rate over the run.</summary>
    internal LearningRates Rates(int stepsPerEpoch)
    {
        return new LearningRates([
            (0, Schedule, Span(LearningRate, FirstEpochs, WarmupEpochs)),
            .. Extensions.Select((added, i) => (
                (long)added.After * stepsPerEpoch, added.Schedule, Span(added.LearningRate, EndOf(i) - added.After, added.WarmupEpochs))),
        ]);

        ScheduleSpan Span(double peak, int epochs, double warmup)
            => new(peak, (long)stepsPerEpoch * epochs, (long)Math.Round(warmup * stepsPerEpoch), stepsPerEpoch);
    }
}
