using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>
/// The regularizer of temporal efficient training, the mean of (z - φ)² over all logits (Deng et al., ICLR 2022; φ = 1 in its public
/// code): it keeps the logits of single steps from running away.
/// </summary>
public sealed record LogitTargetTerm : LogitTerm
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Term> Entry { get; } = Entry<Term>.Of("logit_target", "squared distance of the logits from a target",
        OptionsOf(() => new LogitTargetTerm())
            .Key(
                "output",
                Kinds.Enumeration(OutputReading.EachStep, OutputReading.MeanLogits),
                t => t.Output,
                (t, v) => t with { Output = v },
                "Which logits it looks at.")
            .Key("target", Kinds.Number(), t => t.Target, (t, v) => t with { Target = v }, "The value that logits are drawn to."));

    /// <summary>Which logits the term looks at: those of every step, or those averaged over T.</summary>
    public OutputReading Output { get; init; } = OutputReading.EachStep;

    /// <summary>φ, the value that logits are drawn to.</summary>
    public double Target { get; init; } = 1;

    /// <inheritdoc/>
    protected override Entry<Term> Declared => Entry;

    /// <inheritdoc/>
    public override Tensor Value(Tape tape, TermInputs inputs)
    {
        Tensor z = Output == OutputReading.EachStep ? inputs.StudentLogits : tape.MeanOverTime(inputs.StudentLogits);
        return tape.Mean(tape.Square(tape.AddScalar(z, -(float)Target)));
    }
}
