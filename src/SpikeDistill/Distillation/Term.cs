using SpikeDistill.Tensors;

namespace SpikeDistill.Distillation;

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
    /// <param name="tape">The term's own pass; the teacher's values are constants of it.</param>
    /// <param name="inputs">What it may look at.</param>
    public abstract Tensor Value(Tape tape, TermInputs inputs);
}
