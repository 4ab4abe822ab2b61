using System.Text.Json;
using SpikeDistill.Neurons;
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
        NeuronSettings settings = Settings(golden.Options);
        Assert.All(golden.Doubles("membrane"), membrane => Assert.True(Math.Abs(membrane - settings.Threshold) > 1e-3));
        Tensor input = golden.Variable("input", "neuron.input");
        golden.AssertOutputAndGradients(SpikingActivation.Create(settings).Fire(golden.Tape, input), "neuron.output_gradient");
    }

    /// <summary>The settings that a fixture's JSON describes.</summary>
    internal static NeuronSettings Settings(JsonElement options) => new()
    {
        Neuron = options.GetProperty("time_constant").ValueKind == JsonValueKind.Null ? "if" : "lif",
        TimeConstant = options.GetProperty("time_constant").ValueKind == JsonValueKind.Null ? 1 : options.GetProperty("time_constant").GetSingle(),
        Threshold = options.GetProperty("threshold").GetSingle(),
        Reset = options.GetProperty("reset").GetString() == "soft" ? ResetMode.Soft : ResetMode.Hard,
        ResetValue = options.GetProperty("reset_value").GetSingle(),
        DecayInput = options.GetProperty("decay_input").GetBoolean(),
        DetachReset = options.GetProperty("detach_reset").GetBoolean(),
        Surrogate = JsonNamingPolicy.SnakeCaseLower.ConvertName(
            options.GetProperty("surrogate").GetString()!).Replace("a_tan", "atan", StringComparison.Ordinal),
        SurrogateAlpha = options.GetProperty("surrogate_parameter").GetSingle(),
    };
}
