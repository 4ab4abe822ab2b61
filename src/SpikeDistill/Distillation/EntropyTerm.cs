using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>
/// Entropy regularization, -H(Q) with H(Q) = -Σ Q ln Q (TSER Eq. 9-10; the weight is λ). Minimising it makes the student less
/// sure of itself, so that it does not copy the teacher's confident mistakes. Its value lies in [-ln C, 0].
/// </summary>
public sealed class EntropyTerm(TermSettings settings) : Term(settings)
{
    /// <inheritdoc/>
    public override Tensor Value(Tape tape, TermInputs inputs)
        => tape.Scale(tape.Entropy(tape.LogProbabilities(inputs.StudentLogits, Settings)), -1);
}
