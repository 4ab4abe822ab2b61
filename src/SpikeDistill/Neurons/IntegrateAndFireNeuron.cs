namespace SpikeDistill.Neurons;

/// <summary>
/// A neuron that fires at V ≥ threshold and is reset to a value or by the threshold, whatever charges it. Potentials have no unit.
/// What differs, the charge, is an <see cref="ICharge"/>.
/// </summary>
public abstract record IntegrateAndFireNeuron : Neuron
{
    /// <summary>The potential from which a neuron fires, above <see cref="ResetValue"/>.</summary>
    public float Threshold { get; init; } = 1;

    /// <summary>What a spike does to the potential.</summary>
    public ResetMode Reset { get; init; } = ResetMode.Hard;

    /// <summary>u_reset: where the potential starts, leaks to, and after a hard reset goes on.</summary>
    public float ResetValue { get; init; }

    /// <summary>The layer whose charge is given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A threshold or reset that cannot work.</exception>
    protected ISpikingActivation Charged<TCharge>(TCharge charge)
        where TCharge : struct, ICharge
        => Layer(new IntegrateAndFire<TCharge>(charge, new MembraneReset(Reset, Threshold, ResetValue)));
}
