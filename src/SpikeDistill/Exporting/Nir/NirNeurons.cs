using SpikeDistill.Interop.Nir;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;

namespace SpikeDistill.Exporting;

/// <summary>
/// The neurons of a network as NIR's: IF, v ← v + dt·r·I, LIF, v ← v + dt/τ·(v_leak − v + r·I), and CubaLIF, whose current is
/// i ← i + dt/τ_syn·(w_in·I − i). They fire at v > v_threshold and then are v_reset. Potentials are written relative to the reset value, so that
/// v_leak and v_reset are 0 and no tool need know where they start.
/// </summary>
internal sealed class NirNeurons
{
    private readonly IntegrateAndFireNeuron _neuron;
    private readonly float _step;

    private NirNeurons(IntegrateAndFireNeuron neuron, double step) => (_neuron, _step, TimeStep) = (neuron, (float)step, step);

    /// <summary>Seconds of a time step.</summary>
    public double TimeStep { get; }

    /// <summary>Whether potentials are others than the network's by more than roundings.</summary>
    public bool IsShifted => _neuron.ResetValue != 0;

    /// <exception cref="PortabilityException">NIR has no such neurons.</exception>
    public static NirNeurons Of(Neuron neuron, double step) => neuron switch
    {
        IntegrateAndFireNeuron { Reset: ResetMode.Soft } => throw new PortabilityException(
            $"Neurons '{neuron.Name}' take the threshold off where they fire (soft reset), but NIR's are set to a value; "
                + "those with a hard reset can be written."),
        If or Lif or Plif or CubaLif => new NirNeurons((IntegrateAndFireNeuron)neuron, step),
        _ => throw new PortabilityException($"NIR has no neurons '{neuron.Name}'; 'if', 'lif', 'plif' and 'cuba_lif' can be written."),
    };

    /// <summary>A layer.</summary>
    /// <param name="name">Its name in NIR.</param>
    /// <param name="placed">The layer.</param>
    /// <param name="learned">What it has learned; null for neurons that learn nothing.</param>
    public NirNode Layer(string name, GraphNode placed, Tensor? learned)
    {
        int[] axes = NodeWriting.Axes(placed.Output.Shape);
        float threshold = (((ActivationNode)placed.Node).Threshold ?? _neuron.Threshold) - _neuron.ResetValue;
        Dictionary<string, NirValue> parameters = new(StringComparer.Ordinal)
        {
            ["v_threshold"] = All(MathF.BitDecrement(threshold)),
            ["v_reset"] = All(0),
        };
        if (_neuron is If)
        {
            parameters["r"] = All(1 / _step);
            return new NirNode(name, "IF", parameters);
        }

        parameters["v_leak"] = All(0);
        if (_neuron is CubaLif based)
        {
            parameters["tau_mem"] = All(based.TimeConstant * _step);
            parameters["tau_syn"] = All(based.SynapticTimeConstant * _step);
            parameters["w_in"] = All(based.SynapticTimeConstant);
            parameters["r"] = All(based.DecayInput ? 1 : based.TimeConstant);
            return new NirNode(name, "CubaLIF", parameters);
        }

        float[] constants = _neuron is Lif lif ? [lif.TimeConstant] : [.. learned!.Values.ToArray().Select(w => (float)(1 + Math.Exp(-w)))];
        bool decayed = _neuron is Lif { DecayInput: true } or Plif { DecayInput: true };
        parameters["tau"] = Each(constants.Select(constant => constant * _step));
        parameters["r"] = decayed ? All(1) : Each(constants);
        return new NirNode(name, "LIF", parameters);

        NirValue All(float value) => Each([value]);

        // One value, or one for each channel, for every neuron.
        NirValue Each(IEnumerable<float> values)
        {
            float[] each = [.. values], all = new float[axes.Aggregate(1, (count, length) => count * length)];
            for (int i = 0; i < all.Length; i++)
            {
                all[i] = each[i / (all.Length / each.Length)];
            }

            return NirValue.Floats(axes, all);
        }
    }
}
