using SpikeDistill.Neurons;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Nodes;

/// <summary>What fires in a network, and over how many steps: with a description it makes a student or a teacher.</summary>
public sealed record Dynamics
{
    private Dynamics(bool spiking, int timesteps, ISpikingActivation? neurons, ClipFloorShift? quantized = null)
        => (Spiking, Timesteps, Neurons, Quantized) = (spiking, timesteps, neurons, quantized);

    /// <summary>What T can be.</summary>
    internal static Kind<int> TimestepsKind { get; } = Kinds.Integer(1, 10_000);

    /// <summary>Rectifiers, which run once: an ANN.</summary>
    public static Dynamics Rectifier { get; } = new(spiking: false, timesteps: 1, neurons: null);

    /// <summary>Whether neurons fire; else the rectifier.</summary>
    public bool Spiking { get; }

    /// <summary>What the rectifiers of an ANN are in place of plain ones; null for plain ones, and for neurons.</summary>
    public ClipFloorShift? Quantized { get; }

    /// <summary>T; 1 for an ANN.</summary>
    public int Timesteps { get; }

    /// <summary>The neurons; null for an ANN, and where only sizes are asked for.</summary>
    public ISpikingActivation? Neurons { get; }

    /// <summary>Rectifiers in steps, whose thresholds are learned: an ANN that is to be converted.</summary>
    /// <param name="quantized">The steps.</param>
    public static Dynamics InSteps(ClipFloorShift quantized)
    {
        ArgumentNullException.ThrowIfNull(quantized);
        ArgumentOutOfRangeException.ThrowIfLessThan(quantized.Levels, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quantized.Threshold);
        return new(spiking: false, timesteps: 1, neurons: null, quantized);
    }

    /// <summary>Neurons that walk time steps.</summary>
    /// <param name="timesteps">T.</param>
    /// <param name="neurons">The neurons; null where only sizes are asked for and they learn nothing.</param>
    /// <exception cref="ArgumentException">A number of steps that cannot be.</exception>
    public static Dynamics Neuron(int timesteps, ISpikingActivation? neurons = null)
        => new(spiking: true, TimestepsKind.Check(timesteps, "timesteps"), neurons);
}
