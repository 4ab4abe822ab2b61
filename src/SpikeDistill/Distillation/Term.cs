using SpikeDistill.Tensors;

namespace SpikeDistill.Distillation;

/// <summary>What a term may look at.</summary>
/// <param name="StudentLogits">Logits per step, [T, N, classes].</param>
/// <param name="Labels">The classes of the N samples.</param>
/// <param name="TeacherLogits">The teacher's logits, [N, classes]; a constant. Null where no term needs a teacher.</param>
public sealed record TermInputs(Tensor StudentLogits, int[] Labels, Tensor? TeacherLogits);

/// <summary>One term of an objective: a scalar computed from the outputs, before its weight.</summary>
public abstract class Term
{
    /// <summary>Makes a term from its settings.</summary>
    protected Term(TermSettings settings) => Settings = settings;

    /// <summary>The weight, temperature and reading of the outputs.</summary>
    public TermSettings Settings { get; }

    /// <summary>The factor in front of <see cref="Value"/>: the weight, times τ² where the settings say so.</summary>
    public double Factor => Settings.Weight * (Settings.TimesTemperatureSquared ? Settings.Temperature * Settings.Temperature : 1);

    /// <summary>The term's value, a mean over samples (and steps, where they are read one by one).</summary>
    public abstract Tensor Value(Tape tape, TermInputs inputs);
}
