using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Costs;

/// <summary>Operations of a layer or a network on one image over all its time steps; <see cref="OperationProfile"/> has them layer by layer.</summary>
public sealed record OperationCount
{
    /// <summary>Multiply-accumulates.</summary>
    public required long Macs { get; init; }

    /// <summary>Accumulates at the given firing rates.</summary>
    public required double Acs { get; init; }

    /// <summary>Accumulates at firing rate 1, plus multiply-accumulates.</summary>
    public required long Ops { get; init; }

    /// <summary>4.6 pJ a MAC and 0.9 pJ an AC (<see cref="EnergyCost.Float32"/>), in millijoules.</summary>
    public double EnergyMillijoules => Millijoules(EnergyCost.Float32);

    /// <summary>The energy at a given price, in millijoules.</summary>
    public double Millijoules(EnergyCost cost) => ((Macs * cost.MacPicojoules) + (Acs * cost.AcPicojoules)) * 1e-9;

    /// <summary>Counts a network's operations by <see cref="CountingRule.Syops"/>.</summary>
    /// <inheritdoc cref="OperationProfile.Of(NetworkDescription, Dynamics, int, int, Func{string, double}, CountingRule)"/>
    public static OperationCount Of(NetworkDescription description, Dynamics dynamics, int height, int width, Func<string, double> firingRate)
        => OperationProfile.Of(description, dynamics, height, width, firingRate).Total;

    /// <summary>Counts the operations of a network that settings name.</summary>
    /// <inheritdoc cref="OperationProfile.Of(NetworkSettings, int, Func{string, double}, CountingRule)"/>
    public static OperationCount Of(NetworkSettings network, int imageSize, Func<string, double> firingRate)
        => OperationProfile.Of(network, imageSize, firingRate).Total;
}
