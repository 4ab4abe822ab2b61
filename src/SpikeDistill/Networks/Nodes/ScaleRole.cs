namespace SpikeDistill.Networks.Nodes;

/// <summary>What a node makes of a factor that stands on what it reads, which decides how an ANN becomes a spiking network.</summary>
public enum ScaleRole
{
    /// <summary>Something else than the others: it has no spiking twin.</summary>
    None,

    /// <summary>The factor stands on what it gives too, where all that it reads has the same one: sums, pools, views.</summary>
    Passes,

    /// <summary>Its first parameter takes the factor up; all of its parameters together multiply what it gives.</summary>
    Weighs,

    /// <summary>It needs what it reads as it is; all of its parameters together multiply what it gives.</summary>
    Shifts,

    /// <summary>It fires.</summary>
    Fires,
}
