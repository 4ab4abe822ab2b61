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
        Tensor target = tape.LogSoftmax(inputs.Teacher(Settings), (float)Settings.Temperature);
        return tape.Add(tape.KullbackLeibler(target, tape.LogProbabilities(inputs.StudentLogits, Settings)), tape.Entropy(target));
    }
}
