using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>
/// Cross-entropy with the teacher's soft labels, -Σ Q_tea · ln Q_stu (KDSNN; Xu et al., CVPR 2023). It is the divergence
/// KL(Q_tea || Q_stu) plus the teacher's entropy, which is constant: the student's gradient is that of <see cref="DistillationTerm"/>.
/// </summary>
internal sealed class SoftCrossEntropyTerm(TermSettings settings) : Term(settings)
{
    /// <inheritdoc/>
    public override Tensor Value(Tape tape, TermInputs inputs)
    {
        Tensor teacher = inputs.Teacher(Settings);
        return tape.Add(
            Divergence.From(tape, teacher, inputs.StudentLogits, Settings),
            tape.Entropy(tape.LogSoftmax(teacher, (float)Settings.Temperature)));
    }
}
