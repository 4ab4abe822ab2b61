using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>
/// Cross-entropy with the labels, CE(Q, y) = -ln Q_y (TSER Eq. 6 with its arguments the right way round): each step for
/// itself in Eq. 8, of the averaged output in Eq. 7.
/// </summary>
public sealed class CrossEntropyTerm(TermSettings settings) : Term(settings)
{
    /// <inheritdoc/>
    public override Tensor Value(Tape tape, TermInputs inputs)
        => tape.NegativeLogLikelihood(tape.LogProbabilities(inputs.StudentLogits, Settings), inputs.Labels);
}
