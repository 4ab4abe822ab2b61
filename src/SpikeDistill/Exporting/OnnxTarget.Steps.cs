using SpikeDistill.Portable;

namespace SpikeDistill.Exporting;

/// <content>What walks the steps.</content>
internal sealed partial class OnnxTarget
{
    /// <summary>The name of the input that tells the number of a step, from 0, where the graph is one step.</summary>
    public const string StepInput = "step";

    private bool _asksForStep;

    /// <summary>One step instead of all.</summary>
    public bool Streaming { get; init; }

    /// <summary>Whether every layer's spikes, and how far its potentials are above their thresholds, are outputs.</summary>
    public bool Watched { get; init; }

    public override bool IsOneStep => Streaming;

    /// <summary>The states that a graph of one step takes and gives, and what they are before the first step.</summary>
    public List<(string Taken, string Given, float Initial)> States { get; } = [];

    public override PortableValue Walk(PortableValue input, PortableLayer layer) => Streaming ? Step(input, layer) : Steps(input, layer);

    private PortableValue Steps(PortableValue input, PortableLayer layer)
    {
        IReadOnlyList<PortableValue> states = [.. layer.Neuron.States.Select(state => Scalar(state.Initial))];
        PortableValue[] inputs = Split(input), spikes = new PortableValue[Timesteps], above = new PortableValue[Timesteps];
        for (int t = 0; t < Timesteps; t++)
        {
            PortableStepped step = layer.Neuron.Step(new PortableStep(inputs[t], states, AtStep(layer, Integer(t))));
            (spikes[t], above[t], states) = (step.Spikes, step.Charged - step.Threshold, step.States);
        }

        PortableValue all = Timesteps == 1 ? spikes[0] : Concatenate(0, spikes);
        Watch(layer, all, Timesteps == 1 ? above[0] : Concatenate(0, above));
        return all;
    }

    private PortableValue Step(PortableValue input, PortableLayer layer)
    {
        string[] axes = ["N", .. layer.Shape.Select(length => FormattableString.Invariant($"{length}"))];
        string[] taken = [.. layer.Neuron.States.Select(state => $"{layer.Name}.{state.Name}")];
        foreach (string name in taken)
        {
            onnx.AddInput(name, axes);
        }

        PortableStepped step = layer.Neuron.Step(new PortableStep(input, [.. taken.Select(name => new PortableValue(this, name))], StepStored(layer)));
        for (int i = 0; i < taken.Length; i++)
        {
            string given = taken[i] + ".next";
            onnx.Add("Identity", [step.States[i].Name], [given]);
            onnx.AddOutput(given, axes);
            States.Add((taken[i], given, layer.Neuron.States[i].Initial));
        }

        Watch(layer, step.Spikes, step.Charged - step.Threshold);
        return step.Spikes;
    }

    private IReadOnlyDictionary<string, PortableValue> StepStored(PortableLayer layer)
    {
        if (layer.StoredBySteps.Count == 0)
        {
            return layer.Stored;
        }

        if (!_asksForStep)
        {
            onnx.AddIndex(StepInput);
            _asksForStep = true;
        }

        return AtStep(layer, new PortableValue(this, StepInput));
    }

    private Dictionary<string, PortableValue> AtStep(PortableLayer layer, PortableValue step) => new(
        layer.Stored.Concat(layer.StoredBySteps.Select(
            pair => KeyValuePair.Create(pair.Key, Operate("Gather", [pair.Value, step], new() { { "axis", 0L } })))),
        StringComparer.Ordinal);

    private PortableValue[] Split(PortableValue input)
    {
        if (Timesteps == 1)
        {
            return [input];
        }

        string[] names = [.. Enumerable.Range(0, Timesteps).Select(t => Name(FormattableString.Invariant($"step{t}-")))];
        onnx.Add("Split", [input.Name], names, new() { { "axis", 0L } });
        return [.. names.Select(name => new PortableValue(this, name))];
    }

    private void Watch(PortableLayer layer, PortableValue spikes, PortableValue above)
    {
        if (!Watched)
        {
            return;
        }

        string[] axes = [Streaming || Timesteps == 1 ? "N" : "TN", .. layer.Shape.Select(length => FormattableString.Invariant($"{length}"))];
        foreach ((string name, PortableValue value) in new[] { (layer.Name + ".spikes", spikes), (layer.Name + ".above", above) })
        {
            onnx.Add("Identity", [value.Name], [name]);
            onnx.AddOutput(name, axes);
        }
    }
}
