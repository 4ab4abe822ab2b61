using SpikeDistill.Distillation;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;

namespace SpikeDistill.Training;

/// <summary>Where a distillation's teacher comes from: exactly one of the three.</summary>
public sealed record TeacherSettings
{
    /// <summary>A run folder or a weights file of a trained teacher.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>A recipe that trains the teacher first if its run folder has no finished run.</summary>
    public string? Recipe { get; init; }

    /// <summary>A model of ONNX, which takes a package of its own to run.</summary>
    public OnnxTeacherSettings? Onnx { get; init; }

    internal TeacherSettings With(Func<OnnxTeacherSettings, OnnxTeacherSettings> change) => this with { Onnx = change(Onnx ?? new OnnxTeacherSettings()) };
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

    /// <summary>
    /// The weights that the student starts from, a run folder or a weights file, or <see cref="InitialWeights.OfTeacher"/>; null for those
    /// that follow from the seed.
    /// </summary>
    public string? Init { get; init; }

    /// <summary>How it is trained.</summary>
    public TrainingSettings Training { get; init; } = new();
}
