using SpikeDistill.Data;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>What a term may look at.</summary>
/// <param name="StudentLogits">Logits per step, [T, N, classes].</param>
/// <param name="Labels">The classes of the N samples; where images are mixed those of their own share, see <see cref="Targets"/>.</param>
/// <param name="TeacherLogits">
/// The teacher's logits, averaged over its steps where it spikes, [N, classes]; a constant. Null where no term needs a teacher.
/// </param>
public sealed record TermInputs(Tensor StudentLogits, int[] Labels, Tensor? TeacherLogits)
{
    /// <summary>
    /// The teacher's logits step by step, [T_tea, N, classes]; null where it has one step, or no term asks for them (<see cref="Term.TeacherSteps"/>).
    /// </summary>
    public Tensor? TeacherStepLogits { get; init; }

    /// <summary>The teacher's stage features step by step, [T_tea, N, H, W, C]; empty where it has one step, or no term asks for them.</summary>
    public IReadOnlyList<Tensor> TeacherStepFeatures { get; init; } = [];

    /// <summary>The second labels where images are mixed; null where they are not.</summary>
    public LabelMix? Mix { get; init; }

    /// <summary>The labels of the N samples with the share of each in the target: one list of them, or two where images are mixed.</summary>
    public IReadOnlyList<(int[] Labels, float Share)> Targets => Mix is null ? [(Labels, 1)] : [(Labels, Mix.Share), (Mix.Others, 1 - Mix.Share)];

    /// <summary>The student's stage features per step, [T, N, H, W, C], packed spikes, counts or floats; empty where no term reads features.</summary>
    public IReadOnlyList<Tensor> StudentFeatures { get; init; } = [];

    /// <summary>The teacher's stage features, averaged over its steps where it spikes, [N, H, W, C]; constants. Empty where no term reads them.</summary>
    public IReadOnlyList<Tensor> TeacherFeatures { get; init; } = [];

    /// <summary>What random draws of a term follow from.</summary>
    public BatchDraw Draw { get; init; } = new(0, 0, []);

    /// <summary>Share of the epochs that are done, at least 0 and below 1.</summary>
    public double Progress { get; init; }

    /// <summary>The teacher's logits as a term uses their steps, [N, classes]; aligned ones, of which there is one for every step, averaged.</summary>
    /// <exception cref="InvalidOperationException">There is no teacher.</exception>
    internal Tensor Teacher(Tape tape, Term asking)
    {
        Tensor mean = TeacherLogits ?? throw new InvalidOperationException($"The term '{asking.Name}' needs a teacher's logits.");
        return asking.TeacherSteps == TeacherReading.Last && TeacherStepLogits is { } steps ? TeacherOutputs.Last(tape, steps) : mean;
    }

    /// <summary>
    /// The student's logits and the teacher's for a term that looks at each step: [T, N, classes] and [N, classes], or where steps are aligned every
    /// step of a sample as a sample of its own, [1, T·N, classes] and [T·N, classes], whose means are the same.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no teacher.</exception>
    internal (Tensor Student, Tensor Teacher) Outputs(Tape tape, ProbabilityTerm asking)
    {
        if (asking is not { TeacherSteps: TeacherReading.Aligned, Output: OutputReading.EachStep } || TeacherStepLogits is not { } taught)
        {
            return (StudentLogits, Teacher(tape, asking));
        }

        (int steps, int samples, int classes) = (StudentLogits.Shape[0], StudentLogits.Shape[1], StudentLogits.Shape[2]);
        Tensor aligned = TeacherOutputs.Aligned(tape, taught, steps);
        return (tape.Reshape(StudentLogits, new Shape(1, steps * samples, classes)), tape.Reshape(aligned, new Shape(steps * samples, classes)));
    }
}

/// <summary>What random draws for a batch follow from, so that they are the same with any number of threads and after a resume.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Samples">The places of the N samples in their data set.</param>
public sealed record BatchDraw(long Seed, long Epoch, IReadOnlyList<int> Samples)
{
    /// <summary>Random numbers for one sample of the batch.</summary>
    /// <param name="purpose">What they are for, as <see cref="CounterRandom.Stream"/> makes it from words.</param>
    /// <param name="sample">Which of the N samples.</param>
    public CounterRandom ForSample(ulong purpose, int sample) => new(Seed, purpose, Epoch, Samples[sample]);
}
