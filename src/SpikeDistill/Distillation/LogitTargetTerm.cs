using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>
/// The regularizer of temporal efficient training, the mean of (z - φ)² over all logits (Deng et al., ICLR 2022; φ = 1 in its public
/// code): it keeps the logits of single steps from running away.
/// </summary>
internal sealed class LogitTargetTerm(TermSettings settings) : Term(settings)
{
    /// <summary>φ, the value that logits are drawn to.</summary>
    public static readonly TermOption Target = new("target", 1, "a finite number", _ => true);

    /// <inheritdoc/>
    public override Tensor Value(Tape tape, TermInputs inputs)
    {
        Tensor z = Settings.Output == OutputReading.EachStep ? inputs.StudentLogits : tape.MeanOverTime(inputs.StudentLogits);
        return tape.Mean(tape.Square(tape.AddScalar(z, -(float)Settings.Option(Target))));
    }
}
