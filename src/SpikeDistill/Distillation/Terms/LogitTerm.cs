using SpikeDistill.Tensors;

namespace SpikeDistill.Distillation;

/// <summary>A term on logits that learns nothing.</summary>
public abstract record LogitTerm : Term
{
    /// <inheritdoc/>
    public sealed override Func<Tape, TermInputs, Tensor> Prepare(TermContext context) => Value;

    /// <summary>The term's value before its weight, a mean over samples (and steps, where they are read one by one).</summary>
    /// <param name="tape">The term's own pass; the teacher's values are constants of it.</param>
    /// <param name="inputs">What it may look at.</param>
    public abstract Tensor Value(Tape tape, TermInputs inputs);
}
