namespace SpikeDistill.Networks.Nodes;

/// <summary>What the names of the tensors begin with that a checkpoint keeps beside a network's own.</summary>
internal static class StoredPrefixes
{
    /// <summary>What SGD remembers.</summary>
    public const string Momentum = "momentum.";

    /// <summary>What other optimizers remember.</summary>
    public const string Optimizer = "optimizer.";

    /// <summary>What the objective's terms learn.</summary>
    public const string Auxiliary = "auxiliary.";

    /// <summary>All of them.</summary>
    public static readonly string[] All = [Momentum, Optimizer, Auxiliary];
}
