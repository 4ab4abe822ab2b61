using SpikeDistill.Data;
using SpikeDistill.Networks.Families;
using SpikeDistill.Options;

namespace SpikeDistill.Training;

/// <summary>
/// The memory a run will need, bytes: worked out from the network's description before anything is made. It follows what the tape
/// keeps: convolutions' outputs and the spike bits.
/// </summary>
public sealed record MemoryEstimate
{
    /// <summary>The runtime and the program.</summary>
    private const long Program = 100L << 20;

    private readonly ExperimentSettings _settings;

    private MemoryEstimate(ExperimentSettings settings) => _settings = settings;

    /// <summary>Weights, running statistics and what the optimizer remembers.</summary>
    public required long ParameterBytes { get; init; }

    /// <summary>
    /// All tensors of a training step at its peak, <see cref="ParameterBytes"/> and the teacher's share included; what
    /// <see cref="EpochMetrics.PeakTensorBytes"/> measures.
    /// </summary>
    public required long TrainingBytes { get; init; }

    /// <summary>All tensors of an evaluation at its peak.</summary>
    public required long EvaluationBytes { get; init; }

    /// <summary>The images as bytes, the batches that are prepared ahead, and the teacher's logits of an epoch.</summary>
    public required long DataBytes { get; init; }

    /// <summary>Everything.</summary>
    public long TotalBytes => Math.Max(TrainingBytes, EvaluationBytes) + DataBytes + Program;

    /// <summary>Estimates a run's memory.</summary>
    /// <param name="settings">The run.</param>
    /// <param name="data">Its images.</param>
    /// <param name="teacher">The teacher's shape; null without one, or while it is not known.</param>
    /// <exception cref="ArgumentException">Impossible settings.</exception>
    /// <exception cref="RunException">The objective's terms do not fit these two networks.</exception>
    public static MemoryEstimate Of(ExperimentSettings settings, ExperimentData data, NetworkSettings? teacher)
    {
        int size = data.Shape.Height, batch = settings.Training.BatchSize;
        NetworkMemory student = new(settings.Network.Describe(), settings.Network.DynamicsWith(settings.Neuron), size, size);
        NetworkMemory? taught = teacher is null ? null : new NetworkMemory(teacher.Describe(), teacher.Dynamics, size, size);
        ObjectiveMemory? objective = teacher is null ? null : RunException.Guard(() => new ObjectiveMemory(settings, teacher, size));
        long learned = (settings.Training.Optimizer == "sgd" ? 2 : 3) * (student.ParameterBytes + (objective?.ParameterBytes ?? 0));
        long kept = learned + (taught?.ParameterBytes ?? 0);
        long teaching = (taught?.InferenceBytes(batch) ?? 0) + (objective?.TeacherBytes(batch) ?? 0);
        long step = Math.Max(
            student.StepBytes(batch) + (objective?.GradientBytes(batch) ?? 0),
            student.SavedBytes(batch) + Math.Max(teaching, objective?.TermBytes(batch) ?? 0));
        int evaluated = Math.Min(Evaluator.DefaultBatchSize, data.EvaluationImages);
        return new MemoryEstimate(settings)
        {
            ParameterBytes = learned,
            TrainingBytes = kept + step,
            EvaluationBytes = kept + Math.Max(student.InferenceBytes(evaluated), taught?.InferenceBytes(evaluated) ?? 0),
            DataBytes = data.PixelBytes + (teacher is null ? 0 : (sizeof(float) + 1) * (long)data.TrainingImages * teacher.Classes) + (
                sizeof(float) * data.Shape.Size * (long)(new BatchOptions().Ahead + 1) * (batch + Evaluator.DefaultBatchSize)),
        };
    }

    /// <summary>Refuses a run that this machine or its control group has no room for.</summary>
    /// <exception cref="RunException">Too little memory; the message gives the numbers and what to lower.</exception>
    public void Require() => Require(AvailableMemory.ToThisProcess());

    /// <summary>The estimate in a line.</summary>
    public override string ToString()
        => $"about {SizeText.Of(TotalBytes)} of memory: {SizeText.Of(TrainingBytes)} for a step of {_settings.Training.BatchSize} images, "
            + $"{SizeText.Of(EvaluationBytes)} for an evaluation, {SizeText.Of(DataBytes)} for images";

    internal void Require(long available)
    {
        if (TotalBytes > available)
        {
            throw new RunException(
                $"The run needs {this}, but only {SizeText.Of(available)} are free for it. Lower training.batch_size (now "
                    + $"{_settings.Training.BatchSize}), network.timesteps (now {_settings.Network.Timesteps}) or network.width (now "
                        + $"{_settings.Network.Width}); a step's memory grows with each of them.");
        }
    }
}
