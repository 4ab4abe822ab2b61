namespace SpikeDistill.Neurons;

/// <summary>What a spike does to the membrane potential.</summary>
public enum ResetMode
{
    /// <summary>Sets it to the reset value: H = V·(1 − S) + u_reset·S.</summary>
    Hard,

    /// <summary>Takes the threshold off: H = V − threshold·S.</summary>
    Soft,
}
