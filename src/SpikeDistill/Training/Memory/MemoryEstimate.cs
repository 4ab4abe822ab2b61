using SpikeDistill.Data;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;
using SpikeDistill.Ranks;
using SpikeDistill.Tensors.Memory;

namespace SpikeDistill.Training;

/// <summary>
/// The memory a run will need, bytes: worked out from the network's description before anything is made. It follows what the tape
/// keeps: convolutions' outputs and the spike bits.
/// </summary>
public sealed record MemoryEstimate
{
    /// <summary>
    /// The runtime, the program's code and what it leaves to the collector: what <c>benchmarks -- memory</c> shows beside tensors and images
    /// (.NET 10, x64, two threads: 73 to 78 MB in all its rows), and what the page takes that a run of the program ends with.
    /// </summary>
    private const long Program = 91_000_000;

    /// <summary>What blocks of many lengths leave unused between them, at most, in the same rows.</summary>
    private const double Gaps = 1.025;

    /// <summary>The same where blocks run again, whose kernels take their turns with more that comes and goes than is rehearsed.</summary>
    private const double GapsAgain = 1.04;

    /// <summary>What an evaluation holds beside the values and kernels that are rehearsed, at most, in the same rows and in tests.</summary>
    internal const double BesideValues = 1.05;

    /// <summary>Values of the logits' size that terms and their tapes leave: less than a thousandth of a network's but the smallest.</summary>
    private const int LogitsHeld = 10;

    /// <summary>In how many blocks a step's memory is taken to lie.</summary>
    private const int BlocksOfStep = 16;

    private readonly ExperimentSettings _settings;

    private readonly int _images;

    private MemoryEstimate(ExperimentSettings settings, int images) => (_settings, _images) = (settings, images);

    /// <summary>Weights, running statistics, what the optimizer remembers, the average of the weights and the sum of parts' gradients.</summary>
    public required long ParameterBytes { get; init; }

    /// <summary>
    /// All tensors of a training step at its peak, <see cref="ParameterBytes"/> and the teacher's share included; what
    /// <see cref="EpochMetrics.PeakTensorBytes"/> measures.
    /// </summary>
    public required long TrainingBytes { get; init; }

    /// <summary>What the memory pool holds after a step, with the gaps that its blocks leave as they come and go.</summary>
    private long StepHeldBytes { get; init; }

    /// <summary>
    /// What the memory pool holds after an evaluation: all tensors at its peak, with the gaps that their blocks leave as they come and go
    /// (<see cref="RehearsedMemory"/>).
    /// </summary>
    public required long EvaluationBytes { get; init; }

    /// <summary>The images as bytes, the batches that are prepared ahead, and the teacher's logits of an epoch.</summary>
    public required long DataBytes { get; init; }

    /// <summary>Everything.</summary>
    public long TotalBytes => PoolBytes + DataBytes + Program;

    /// <summary>What the memory pool takes from the operating system in the whole run.</summary>
    internal long PoolBytes
        => (long)Math.Max((_settings.Training.Recompute ? GapsAgain : Gaps) * Math.Max(TrainingBytes, StepHeldBytes), BesideValues * EvaluationBytes);

    /// <summary>Estimates a run's memory.</summary>
    /// <param name="settings">The run.</param>
    /// <param name="data">Its images.</param>
    /// <param name="teacher">The teacher's shape; null without one, or while it is not known.</param>
    /// <param name="ranks">Processes that train together; the estimate is that of one of them.</param>
    /// <exception cref="ArgumentException">Impossible settings.</exception>
    /// <exception cref="RunException">The objective's terms do not fit these two networks.</exception>
    public static MemoryEstimate Of(ExperimentSettings settings, ExperimentData data, NetworkSettings? teacher, int ranks = 1)
    {
        // The last of the ranks has the largest share of a part, and the last of its shards.
        int shards = settings.Training.ShardsOf(ranks);
        BatchShare share = new(ranks - 1, ranks, settings.Training.Accumulate, shards);
        (int height, int width, int batch) = (data.Shape.Height, data.Shape.Width, share.Largest(settings.Training.BatchSize));
        int images = share.Of(settings.Training.BatchSize).Places.Length;
        NetworkMemory student = new(
            settings.Network.Describe(), settings.Network.DynamicsWith(settings.Neuron), height, width, settings.Training.Recompute);
        NetworkMemory? taught = teacher is null ? null : new NetworkMemory(teacher.Describe(), teacher.Dynamics, height, width);
        ObjectiveMemory? objective = teacher is null ? null : RunException.Guard(() => new ObjectiveMemory(settings, teacher, data.Shape));
        long values = student.ParameterBytes + (objective?.ParameterBytes ?? 0);
        int copies = 1 + settings.Training.Optimizer.TensorsPerParameter + (settings.Training.Accumulate > 1 ? 1 : 0);
        int averages = settings.Training.EmaDecay is null ? 0 : 1;
        long exchanged = ranks == 1 ? 0 : GradientExchange.Bytes(values / sizeof(float), ranks);
        long learned = (copies * values) + (averages * student.ParameterBytes) + exchanged;
        long kept = learned + (taught?.ParameterBytes ?? 0);
        long teaching = (taught?.InferenceBytes(batch) ?? 0) + (objective?.TeacherBytes(batch) ?? 0);

        // Shards hold at once what each keeps, all but one of them copies of running statistics; the teacher and terms see one after the other.
        long logits = LogitsHeld * TensorBytes.Floats((long)settings.Network.Timesteps * batch * settings.Network.Classes);
        long others = (shards - 1) * ((objective?.TeacherBytes(batch) ?? 0) + (objective?.GradientBytes(batch) ?? 0));
        long step = (shards * logits) + ((shards - 1) * student.BufferBytes) + Math.Max(
            student.StepBytes(batch, shards) + (shards * (objective?.GradientBytes(batch) ?? 0)),
            (shards * student.SavedBytes(batch)) + others + Math.Max(teaching, objective?.TermBytes(batch) ?? 0));
        return new MemoryEstimate(settings, images)
        {
            ParameterBytes = learned,
            TrainingBytes = kept + step,
            EvaluationBytes = Evaluation(),
            StepHeldBytes = Step(),

            // Of a share that is mixed, each image's partner is prepared too.
            DataBytes = data.PixelBytes + BatchBytes(settings, data, ranks > 1 && settings.Data.Mixing is not null ? 2 * images : images) + (
                teacher is null || settings.Objective.NeedsFeatures ? 0 : data.TrainingImages * ((sizeof(float) * LogitsOf(teacher, settings)) + 1)),
        };

        // An evaluation finds the memory that the step before it left.
        long Evaluation()
        {
            int evaluated = Math.Min(Evaluator.DefaultBatchSize, data.EvaluationImages);
            using RehearsedMemory pool = new();
            student.RentParameters(pool, copies + averages);
            taught?.RentParameters(pool, copies: 1);
            int[] blocks = [.. Enumerable.Range(0, BlocksOfStep).Select(_ => pool.Rent(step / BlocksOfStep))];
            foreach (int block in blocks) pool.Return(block);
            new PassRehearsal(student, pool, evaluated).Infer();
            if (taught is not null) new PassRehearsal(taught, pool, evaluated).Infer();
            return pool.BytesHeld;
        }

        long Step()
        {
            using RehearsedMemory pool = new();
            student.RentParameters(pool, copies + averages);
            taught?.RentParameters(pool, copies: 1);
            pool.Rent((copies * (objective?.ParameterBytes ?? 0)) + exchanged);
            Train(shards);
            return pool.BytesHeld;

            // The forward passes of all shards come before the first backward pass ends, and the gradients of all are there at last.
            void Train(int left) => new PassRehearsal(student, pool, batch).Train(() =>
            {
                if (taught is not null) new PassRehearsal(taught, pool, batch).Infer();
                pool.Return(pool.Rent(objective?.TermBytes(batch) ?? 0));
                pool.Rent(objective?.GradientBytes(batch) ?? 0);
                if (left == 1) return;
                pool.Rent(values);
                Train(left - 1);
            });
        }
    }

    /// <summary>Logits that are kept of a sample: those of every step where a term asks for them.</summary>
    private static long LogitsOf(NetworkSettings teacher, ExperimentSettings settings)
        => (long)teacher.Classes * (settings.Objective.NeedsTeacherSteps ? teacher.Timesteps : 1);

    /// <summary>Refuses a run that this machine or its control group has no room for.</summary>
    /// <exception cref="RunException">Too little memory; the message gives the numbers and what to lower.</exception>
    /// <param name="processes">Processes on this machine that need as much each.</param>
    public void Require(int processes = 1) => Require(AvailableMemory.ToThisProcess() / processes);

    /// <summary>The estimate in a line.</summary>
    public override string ToString()
        => $"about {SizeText.Of(TotalBytes)} of memory: {SizeText.Of(TrainingBytes)} for {Step}, "
            + $"{SizeText.Of(EvaluationBytes)} for an evaluation, {SizeText.Of(DataBytes)} for images";

    private string Step => _settings.Training is { Accumulate: > 1 } parts
        ? $"a step of {_images} images in {parts.Accumulate} parts"
        : $"a step of {_images} images";

    /// <summary>The batches that are made, ahead or in use, of all loaders of a run.</summary>
    private static long BatchBytes(ExperimentSettings settings, ExperimentData data, int images)
    {
        long Of(int images, int size)
        {
            int batch = Math.Min(size, images), batches = (images + size - 1) / size;
            return (long)Math.Min(batches, new BatchOptions().Ahead + 1) * batch * data.Shape.Size * sizeof(float);
        }

        return Of(data.TrainingImages, images) + Of(data.EvaluationImages, Evaluator.DefaultBatchSize)
            + (settings.Training.EvaluateTrain ? Of(data.TrainingImages, Evaluator.DefaultBatchSize) : 0);
    }

    internal void Require(long available)
    {
        if (TotalBytes > available)
        {
            string size = _settings.Network.Width is { } width ? $"network.width (now {width})" : "the network's size";
            throw new MemoryException(
                $"The run needs {this}, but only {SizeText.Of(available)} are free for it. Lower training.batch_size (now "
                    + $"{_settings.Training.BatchSize}), network.timesteps (now {_settings.Network.Timesteps}) or {size}; "
                    + "a step's memory grows with each of them. "
                    + $"Or raise training.accumulate (now {_settings.Training.Accumulate}), which divides a step"
                    + (_settings.Training.Recompute ? "." : ", or say training.recompute: true, which keeps less of it."),
                TotalBytes,
                available);
        }
    }
}
