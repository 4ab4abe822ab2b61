using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>
/// Cross-entropy with the teacher's soft labels, -Σ Q_tea · ln Q_stu (KDSNN; Xu et al., CVPR 2023). It is the divergence
/// KL(Q_tea || Q_stu) plus the teacher's entropy, which is constant: the student's gradient is that of <see cref="DistillationTerm"/>.
/// </summary>
public sealed record SoftCrossEntropyTerm : ProbabilityTerm
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Term> Entry { get; } = Entry<Term>.Of("soft_cross_entropy", "cross-entropy with the teacher's soft labels",
        OptionsOf(() => new SoftCrossEntropyTerm()).TeacherSteps());

    /// <inheritdoc/>
    public override bool NeedsTeacher => true;

    /// <inheritdoc/>
    protected override Entry<Term> Declared => Entry;

    /// <inheritdoc/>
    public override Tensor Value(Tape tape, TermInputs inputs)
    {
        (Tensor student, Tensor teacher) = inputs.Outputs(tape, this);
        return tape.Add(Divergence.From(tape, teacher, student, this), tape.Entropy(tape.LogSoftmax(teacher, (float)Temperature)));
    }
}
