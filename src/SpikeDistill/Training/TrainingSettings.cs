using SpikeDistill.Optimization;

namespace SpikeDistill.Training;

/// <summary>How a network is trained. The defaults, SGD with momentum and a cosine to zero, are a CIFAR recipe of public code cut to a short run.</summary>
public sealed record TrainingSettings
{
    private static readonly IReadOnlyList<double> DefaultBetas = [0.9, 0.999];

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
    /// How much of an exponential moving average of weights and running statistics is kept at a step, in [0, 1); the average is what is
    /// evaluated and saved. Null for none.
    /// </summary>
    public double? EmaDecay { get; init; }

    /// <summary>A name of <see cref="OptimizerRegistry"/>: <c>sgd</c>, <c>adamw</c>, <c>lamb</c>.</summary>
    public string Optimizer { get; init; } = "sgd";

    /// <summary>Peak learning rate.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Momentum of SGD.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Whether SGD looks ahead along its momentum.</summary>
    public bool Nesterov { get; init; }

    /// <summary>β1 and β2 of AdamW and LAMB.</summary>
    public IReadOnlyList<double> Betas { get; init; } = DefaultBetas;

    /// <summary>ε of AdamW and LAMB.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Weight decay of convolution and linear weights.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Whether weight decay also acts on normalization and biases.</summary>
    public bool DecayNormAndBias { get; init; }

    /// <summary>Parameters with a learning rate or weight decay of their own; the first group that fits a parameter counts.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; init; } = [];

    /// <summary>The largest norm of all gradients together; longer ones are shortened to it. Null for no limit.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>A name of <see cref="ScheduleRegistry"/>: <c>cosine</c> (to zero), <c>step</c>, <c>constant</c>.</summary>
    public string Schedule { get; init; } = "cosine";

    /// <summary>Step schedule: after so many epochs each, the learning rate falls.</summary>
    public IReadOnlyList<int> Milestones { get; init; } = [];

    /// <summary>Step schedule: what the learning rate is multiplied by at a milestone.</summary>
    public double StepFactor { get; init; } = 0.1;

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

    internal OptimizerSettings OptimizerSettings => new()
    {
        Name = Optimizer,
        Momentum = Momentum,
        Nesterov = Nesterov,
        Beta1 = Betas[0],
        Beta2 = Betas[1],
        Epsilon = Epsilon,
        WeightDecay = WeightDecay,
        DecayNormAndBias = DecayNormAndBias,
        Groups = Groups,
    };

    /// <summary>The share of the run that is done before an epoch, as terms are told it. Added epochs are trained for as the last one was.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    internal double ShareBefore(long epoch) => (double)Math.Min(epoch - 1, FirstEpochs - 1) / FirstEpochs;

    /// <summary>The epoch that an extension ends with.</summary>
    internal int EndOf(int extension) => extension + 1 < Extensions.Count ? Extensions[extension + 1].After : Epochs;

    /// <summary>The learning rate over the run.</summary>
    internal ILearningRateSchedule MakeSchedule(int stepsPerEpoch)
    {
        ILearningRateSchedule first = ScheduleRegistry.Create(ScheduleSettings(stepsPerEpoch));
        return Extensions.Count == 0
            ? first
            : new ExtendedSchedule([(0, first), .. Extensions.Select((added, i) => ((long)added.After * stepsPerEpoch, ScheduleRegistry.Create(OfAdded(i))))]);

        ScheduleSettings OfAdded(int i) => new()
        {
            Name = Extensions[i].Schedule,
            Peak = Extensions[i].LearningRate,
            Steps = (long)stepsPerEpoch * (EndOf(i) - Extensions[i].After),
            WarmupSteps = (long)Math.Round(Extensions[i].WarmupEpochs * stepsPerEpoch),
        };
    }

    internal ScheduleSettings ScheduleSettings(int stepsPerEpoch) => new()
    {
        Name = Schedule,
        Peak = LearningRate,
        Steps = (long)stepsPerEpoch * FirstEpochs,
        WarmupSteps = (long)Math.Round(WarmupEpochs * stepsPerEpoch),
        Milestones = [.. Milestones.Select(epoch => (long)epoch * stepsPerEpoch)],
        StepFactor = StepFactor,
    };
}
