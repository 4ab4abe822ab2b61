using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;

namespace SpikeDistill.Training;

/// <summary>Which images a run sees.</summary>
public sealed record DataSettings
{
    /// <summary>A name of the data set registry: <c>cifar10</c>, <c>cifar100</c>, <c>synthetic</c>.</summary>
    public string Set { get; init; } = "cifar10";

    /// <summary>Train on a stratified subset of so many images; 0 means all.</summary>
    public int TrainImages { get; init; }

    /// <summary>Test on the first so many test images; 0 means all.</summary>
    public int TestImages { get; init; }

    /// <summary>Training images held out for choosing; when positive, the run evaluates on them and not on the test images.</summary>
    public int HeldOut { get; init; }

    /// <summary>Augmentations of the training view, names of <see cref="Data.ImageTransforms"/>, in the order given.</summary>
    public IReadOnlyList<string> Augmentation { get; init; } = ["crop", "flip"];

    /// <summary>How the images of a training batch are mixed with each other; null for not at all.</summary>
    public Mixing? Mixing { get; init; }
}

/// <summary>Where a distillation's teacher comes from: exactly one of the two.</summary>
public sealed record TeacherSettings
{
    /// <summary>A run folder or a weights file of a trained teacher.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>A recipe that trains the teacher first if its run folder has no finished run.</summary>
    public string? Recipe { get; init; }
}

/// <summary>A whole run, resolved: together with the teacher's weights, the program's version and the SIMD level it decides every bit of the result.</summary>
public sealed record ExperimentSettings
{
    /// <summary>Name of the run; its folder's name.</summary>
    public required string Name { get; init; }

    /// <summary>Seed of initial weights, order of samples and augmentation.</summary>
    public long Seed { get; init; }

    /// <summary>The images.</summary>
    public DataSettings Data { get; init; } = new();

    /// <summary>The network that is trained.</summary>
    public NetworkSettings Network { get; init; } = new();

    /// <summary>The spiking neuron; unused by a ReLU network.</summary>
    public Neuron Neuron { get; init; } = new Lif();

    /// <summary>What it is trained for.</summary>
    public required ObjectiveSettings Objective { get; init; }

    /// <summary>The teacher, where the objective needs one.</summary>
    public TeacherSettings? Teacher { get; init; }

    /// <summary>How it is trained.</summary>
    public TrainingSettings Training { get; init; } = new();
}
