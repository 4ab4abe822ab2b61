namespace SpikeDistill.Portable;

/// <summary>A neuron as operations that other programs have.</summary>
/// <param name="States">Its state variables, the membrane potential first, with what they are before the first step.</param>
/// <param name="Step">One step: what it fires, and the states behind it.</param>
public sealed record PortableNeuron(IReadOnlyList<PortableState> States, Func<PortableStep, PortableStepped> Step);

/// <summary>A state variable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Initial">What it is before the first step.</param>
public sealed record PortableState(string Name, float Initial);

/// <summary>A layer of neurons in a network.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Neuron">Its neurons.</param>
/// <param name="Shape">The axes of one image's currents, without that of images and steps.</param>
public sealed record PortableLayer(string Name, PortableNeuron Neuron, IReadOnlyList<int> Shape)
{
    /// <summary>What the layer learned or keeps by its names in the neuron, shaped so that it broadcasts over a step.</summary>
    public required IReadOnlyDictionary<string, PortableValue> Stored { get; init; }

    /// <summary>The same of what has one value a step, with the steps as first axis.</summary>
    public required IReadOnlyDictionary<string, PortableValue> StoredBySteps { get; init; }
}

/// <summary>A step of a layer of neurons.</summary>
/// <param name="Input">The input currents I(t).</param>
/// <param name="States">The states before it.</param>
/// <param name="Stored">What the layer learned or keeps, for this step.</param>
public sealed record PortableStep(PortableValue Input, IReadOnlyList<PortableValue> States, IReadOnlyDictionary<string, PortableValue> Stored)
{
    /// <summary>The membrane potential before it.</summary>
    public PortableValue Membrane => States[0];

    /// <summary>Where it is written.</summary>
    public PortableGraph Graph => Input.Graph;

    /// <summary>1/(1 + e^(−w)) of what the layer learned.</summary>
    public PortableValue Share(string name) => Graph.Sigmoid(Stored[name]);
}

/// <summary>What a step gives.</summary>
/// <param name="Charged">The potential that decides.</param>
/// <param name="Threshold">What it must reach.</param>
/// <param name="Spikes">1 where a neuron fires, else 0.</param>
/// <param name="States">The states behind it.</param>
public sealed record PortableStepped(PortableValue Charged, PortableValue Threshold, PortableValue Spikes, params IReadOnlyList<PortableValue> States);
