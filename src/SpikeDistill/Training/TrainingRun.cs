using System.Runtime.CompilerServices;
using SpikeDistill.Catalogs;
using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Networks;
using SpikeDistill.Optimization;
using SpikeDistill.Ranks;

namespace SpikeDistill.Training;

/// <summary>
/// The training of one network, as TSER's Algorithm 1 says: for every batch the student's logits at every step, the frozen teacher's
/// logits once, the objective, the backward pass, the update; after every epoch the accuracy of the mean logits. It needs no folder; a
/// <see cref="Recorder"/> keeps what it does, so that a run that was stopped goes on to the same bits.
/// </summary>
public sealed class TrainingRun
{
    private readonly InitialWeights? _init;
    private ExperimentSettings _settings;

    /// <summary>Prepares the training of a network for the labels of images; initializers say what is to be different.</summary>
    /// <param name="student">What is trained.</param>
    /// <param name="data">The images.</param>
    public TrainingRun(Network student, ImageData data)
        : this(student, data, new ExperimentSettings { Name = "run", Objective = Methods.CrossEntropy(), Data = new DataSettings { Source = SourceOf(data) } })
    {
    }

    /// <summary>Prepares what a recipe says.</summary>
    /// <param name="student">What is trained, with the recipe's network and neurons.</param>
    /// <param name="data">The images of the recipe's data set.</param>
    /// <param name="settings">The recipe.</param>
    public TrainingRun(Network student, ImageData data, ExperimentSettings settings)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(settings);
        (Student, Data) = (student, data);
        _settings = settings with { Network = student.Settings, Neuron = student.Neuron };
    }

    /// <summary>What is trained.</summary>
    public Network Student { get; }

    /// <summary>The images.</summary>
    public ImageData Data { get; }

    /// <summary>The frozen teacher, where the method needs one; on the student's engine.</summary>
    public Network? Teacher { get; init; }

    /// <summary>Keeps what the run does; null for nobody.</summary>
    public IRunRecorder? Recorder { get; init; }

    /// <summary>The weights that the student starts from where the run begins; null for those that it has. A run that goes on does not need them.</summary>
    public InitialWeights? Init
    {
        get => _init;
        init => (_init, _settings) = (value, value is { HasPlace: true, Source: var place } ? _settings with { Init = place } : _settings);
    }

    /// <summary>How often the state is kept within an epoch; it is kept besides when the run is stopped and after every epoch.</summary>
    public TimeSpan SaveInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Those who train the same network together, each in a run of the same settings with an engine of its own, on its share of every batch; null
    /// for this run alone. Rank 0's recorder is the one that is asked, and all end with the same weights.
    /// </summary>
    public ICommunicator? Ranks { get; init; }

    /// <summary>Where the teacher's logits are kept for runs to come; null for nowhere. It changes no bit.</summary>
    public TeacherLogitsCache? Cache { get; init; }

    /// <summary>What the settings name, which a recorder writes down by name.</summary>
    public Catalog Catalog { get; init => field = Given(value); } = Catalog.Default;

    /// <summary>All that a recipe would say of the run.</summary>
    public ExperimentSettings Settings => _settings;

    /// <summary>Its name in records.</summary>
    public string Name { get => _settings.Name; init => _settings = _settings with { Name = value }; }

    /// <summary>Seed of the order of samples, augmentation, and what terms learn or draw.</summary>
    public long Seed { get => _settings.Seed; init => _settings = _settings with { Seed = value }; }

    /// <summary>What the student is trained for, such as <c>Methods.Tser()</c>.</summary>
    public ObjectiveSettings Method { get => _settings.Objective; init => _settings = _settings with { Objective = Given(value) }; }

    /// <summary>Train on a stratified subset of so many images; 0 means all.</summary>
    public int TrainImages { get => Images.TrainImages; init => Images = Images with { TrainImages = value }; }

    /// <summary>Test on the first so many test images, of a set in the order of its classes on so many of all of them; 0 means all.</summary>
    public int TestImages { get => Images.TestImages; init => Images = Images with { TestImages = value }; }

    /// <summary>Training images held out for choosing; when positive, the run evaluates on them and not on the test images.</summary>
    public int HeldOut { get => Images.HeldOut; init => Images = Images with { HeldOut = value }; }

    /// <summary>Augmentations of the training view, in the order given.</summary>
    public IReadOnlyList<IImageTransform> Augmentation { get => Images.Augmentation; init => Images = Images with { Augmentation = Given(value) }; }

    /// <summary>Whether several ranks normalize by the statistics of the whole batch, see <see cref="TrainingSettings.SynchronizeNormalization"/>.</summary>
    public bool SynchronizeNormalization
    {
        get => Training.SynchronizeNormalization;
        init => Training = Training with { SynchronizeNormalization = value };
    }

    /// <summary>In how many shards the images of a step are cut, see <see cref="TrainingSettings.Shards"/>.</summary>
    public int? Shards { get => Training.Shards; init => Training = Training with { Shards = value }; }

    /// <summary>How the images of a training batch are mixed with each other; null for not at all.</summary>
    public Mixing? Mixing { get => Images.Mixing; init => Images = Images with { Mixing = value }; }

    /// <summary>In how many parts the images of a step go through the network, see <see cref="TrainingSettings.Accumulate"/>.</summary>
    public int Accumulate { get => Training.Accumulate; init => Training = Training with { Accumulate = value }; }

    /// <summary>Whether activations within a block are worked out again in the backward pass, see <see cref="TrainingSettings.Recompute"/>.</summary>
    public bool Recompute { get => Training.Recompute; init => Training = Training with { Recompute = value }; }

    /// <summary>How much of a moving average of the weights is kept at a step; the student ends with the average. Null for none.</summary>
    public double? EmaDecay { get => Training.EmaDecay; init => Training = Training with { EmaDecay = value }; }

    /// <summary>Passes over the training images, those that were added later included.</summary>
    public int Epochs { get => Training.Epochs; init => Training = Training with { Epochs = value }; }

    /// <summary>Images a step.</summary>
    public int BatchSize { get => Training.BatchSize; init => Training = Training with { BatchSize = value }; }

    /// <summary>Whether the images that do not fill a batch are left out of an epoch, and are no smaller last batch.</summary>
    public bool DropLast { get => Training.DropLast; init => Training = Training with { DropLast = value }; }

    /// <summary>The optimizer, such as <c>new Sgd { Nesterov = true }</c>.</summary>
    public Optimizer Optimizer { get => Training.Optimizer; init => Training = Training with { Optimizer = Given(value) }; }

    /// <summary>Peak learning rate.</summary>
    public double LearningRate { get => Training.LearningRate; init => Training = Training with { LearningRate = value }; }

    /// <summary>Weight decay of convolution and linear weights.</summary>
    public double WeightDecay { get => Training.WeightDecay; init => Training = Training with { WeightDecay = value }; }

    /// <summary>Whether weight decay also acts on normalization and biases.</summary>
    public bool DecayNormAndBias { get => Training.DecayNormAndBias; init => Training = Training with { DecayNormAndBias = value }; }

    /// <summary>Parameters with a learning rate or weight decay of their own; the first group that fits a parameter counts.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get => Training.Groups; init => Training = Training with { Groups = Given(value) }; }

    /// <summary>The largest norm of all gradients together; longer ones are shortened to it. Null for no limit.</summary>
    public double? ClipNorm { get => Training.ClipNorm; init => Training = Training with { ClipNorm = value }; }

    /// <summary>How the learning rate goes over the run, such as <c>new StepSchedule { Milestones = [150, 225] }</c>.</summary>
    public Schedule Schedule { get => Training.Schedule; init => Training = Training with { Schedule = Given(value) }; }

    /// <summary>Epochs over which the learning rate rises linearly to its peak; may be a fraction.</summary>
    public double WarmupEpochs { get => Training.WarmupEpochs; init => Training = Training with { WarmupEpochs = value }; }

    /// <summary>Evaluate after every so many epochs; the last epoch is always evaluated.</summary>
    public int EvaluateEvery { get => Training.EvaluateEvery; init => Training = Training with { EvaluateEvery = value }; }

    /// <summary>Whether the last epoch also evaluates the training images as they are.</summary>
    public bool EvaluateTrain { get => Training.EvaluateTrain; init => Training = Training with { EvaluateTrain = value }; }

    /// <summary>Epochs that were added once the run had finished, in their order; see <see cref="TrainingExtension"/>.</summary>
    public IReadOnlyList<TrainingExtension> Extensions { get => Training.Extensions; init => Training = Training with { Extensions = Given(value) }; }

    private static T Given<T>(T? value, [CallerMemberName] string? property = null)
        where T : class
        => value ?? throw new ArgumentNullException(property);

    private static DataSource SourceOf(ImageData? data) => data?.Source ?? new OwnImages(data?.Key ?? "none");

    private DataSettings Images { get => _settings.Data; init => _settings = _settings with { Data = value }; }

    private TrainingSettings Training { get => _settings.Training; init => _settings = _settings with { Training = value }; }

    /// <summary>Trains to the last epoch, from where the recorder knows the run to stand.</summary>
    /// <param name="progress">Is told of every epoch and of what one should know; null for nobody.</param>
    /// <param name="token">Stops the run between two batches; where it stands is kept.</param>
    /// <returns>The measures of all epochs.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="RunException">
    /// Impossible settings, of which nothing is left anywhere; a recorder that cannot keep the run; a loss that is no longer a
    /// number.
    /// </exception>
    public IReadOnlyList<EpochMetrics> Train(Action<TrainingProgress>? progress = null, CancellationToken token = default)
        => Train(new CallbackObserver(Epochs, progress), token);

    /// <summary>The same with every batch told.</summary>
    /// <param name="observer">Who is told how it goes.</param>
    /// <param name="token">Stops the run between two batches; where it stands is kept.</param>
    /// <inheritdoc cref="Train(Action{TrainingProgress}, CancellationToken)"/>
    public IReadOnlyList<EpochMetrics> Train(ITrainingObserver observer, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(observer);
        RunChecks.CheckSettings(_settings);
        using TrainingLoop loop = new(this, ExperimentData.Of(EncodedImages.Of(Data, Student.Description), _settings.Data), observer);
        return loop.Run(token);
    }
}
