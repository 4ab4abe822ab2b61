using SpikeDistill.Tensors;

namespace SpikeDistill.Distillation;

/// <summary>
/// Distillation of the logits, KL(Q_tea || Q_stu) = Σ Q_tea · ln(Q_tea / Q_stu) (TSER Eq. 5): with each step for itself in
/// Eq. 8, with the averaged output in Eq. 7. The teacher is the same for all steps.
/// </summary>
public sealed class DistillationTerm(TermSettings settings) : Term(settings)
{
    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There is no teacher.</exception>
    public override Tensor Value(Tape tape, TermInputs inputs)
        => Divergence.From(tape, inputs.Teacher(Settings), inputs.StudentLogits, Settings);
}
