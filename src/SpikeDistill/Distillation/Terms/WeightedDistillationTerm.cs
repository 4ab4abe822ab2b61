using SpikeDistill.Metrics;
using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>
/// Weighted soft labels, mean_n ω_n · CE(Q_tea, Q_stu), the logits' part of BKDSNN (Xu et al., ECCV 2024, as its public code has it):
/// ω_n = 1 - exp(-CE(y, z_stu) / (CE(y, z_tea) + 1e-7)), from 0 to 1, is small where the student is right already and no gradient passes it.
/// Both cross-entropies of ω are at temperature 1, the student's with its logits averaged over time; where images are mixed they are the sum
/// over their labels, each by its share.
/// </summary>
public sealed record WeightedDistillationTerm : ProbabilityTerm
{
    private const double Least = 1e-7;

    /// <summary>What recipes can say of it.</summary>
    public static Entry<Term> Entry { get; } = Entry<Term>.Of(
        "weighted_distillation",
        "cross-entropy with the teacher's soft labels, weighted by how wrong the student is",
        OptionsOf(() => new WeightedDistillationTerm()).TeacherSteps());

    /// <inheritdoc/>
    public override bool NeedsTeacher => true;

    /// <inheritdoc/>
    protected override Entry<Term> Declared => Entry;

    /// <inheritdoc/>
    public override Tensor Value(Tape tape, TermInputs inputs)
    {
        (Tensor student, Tensor teacher) = inputs.Outputs(tape, this);
        Tensor logQ = tape.LogProbabilities(student, this);
        Tensor factors = tape.Allocate(logQ.Shape);
        ReadOnlySpan<float> soft = tape.Softmax(teacher, (float)Temperature).Values;
        double[] weights = Weights(tape, inputs, inputs.Teacher(tape, this));
        int classes = logQ.Shape[^1], rows = factors.Values.Length / classes;
        for (int i = 0; i < factors.Values.Length; i++)
        {
            int sample = i / classes % weights.Length;
            factors.Values[i] = (float)(-weights[sample] * soft[i % soft.Length] / rows);
        }

        return tape.Sum(tape.Multiply(logQ, factors));
    }

    /// <summary>ω of every sample.</summary>
    internal static double[] Weights(Tape tape, TermInputs inputs, Tensor teacher)
    {
        using Tape constants = new(tape.Engine, recording: false);
        Tensor student = constants.MeanOverTime(inputs.StudentLogits);
        return [.. inputs.Labels.Select((_, n) => 1 - Math.Exp(-OfTargets(student, n) / (OfTargets(teacher, n) + Least)))];

        double OfTargets(Tensor logits, int n) => inputs.Targets.Sum(target => target.Share * CrossEntropy(logits, n, target.Labels[n]));
    }

    private static double CrossEntropy(Tensor logits, int sample, int label)
    {
        ReadOnlySpan<float> row = logits.Values.Slice(sample * logits.Shape[1], logits.Shape[1]);
        return Math.Max(0, Logits.LogSumExp(row) - row[label]);
    }
}
