using System.Text.Json;
using SpikeDistill.Neurons;
using SpikeDistill.Surrogates;
using SpikeDistill.Tensors;

namespace SpikeDistill.Tests.Golden;

/// <summary>
/// Spikes and input gradients of neurons over time against PyTorch in double precision: every reset, with and without
/// detaching, with and without input decay, every surrogate.
/// </summary>
public sealed class NeuronGoldenTests
{
    public static TheoryData<string> Neurons => GoldenCase.Named("neuron.");

    [Theory]
    [MemberData(nameof(Neurons))]
    public void Neuron(string name)
    {
        using var golden = new GoldenCase(name);
        IntegrateAndFireNeuron neuron = Described(golden.Options);
        Assert.All(golden.Doubles("membrane"), membrane => Assert.True(Math.Abs(membrane - neuron.Threshold) > 1e-3));
        Tensor input = golden.Variable("input", "neuron.input");
        golden.AssertOutputAndGradients(neuron.Activation().Fire(golden.Tape, input), "neuron.output_gradient");
    }

    /// <summary>The neuron that a fixture's JSON describes.</summary>
    internal static IntegrateAndFireNeuron Described(JsonElement options)
    {
        IntegrateAndFireNeuron neuron = options.GetProperty("time_constant") is { ValueKind: not JsonValueKind.Null } timeConstant
            ? new Lif { TimeConstant = timeConstant.GetSingle(), DecayInput = options.GetProperty("decay_input").GetBoolean() }
            : new If();
        float parameter = options.GetProperty("surrogate_parameter").GetSingle();
        return neuron with
        {
            Threshold = options.GetProperty("threshold").GetSingle(),
            Reset = options.GetProperty("reset").GetString() == "soft" ? ResetMode.Soft : ResetMode.Hard,
            ResetValue = options.GetProperty("reset_value").GetSingle(),
            DetachReset = options.GetProperty("detach_reset").GetBoolean(),
            Surrogate = options.GetProperty("surrogate").GetString() switch
            {
                "Sigmoid" => new Sigmoid(parameter),
                "ATan" => new ATan(parameter),
                "Rectangular" => new Rectangular(parameter),
                "Triangular" => new Triangular(parameter),
                "PiecewiseQuadratic" => new PiecewiseQuadratic(parameter),
                string name => throw new InvalidDataException($"The fixture names an unknown surrogate, {name}."),
                null => throw new InvalidDataException("The fixture names no surrogate."),
            },
        };
    }
}
