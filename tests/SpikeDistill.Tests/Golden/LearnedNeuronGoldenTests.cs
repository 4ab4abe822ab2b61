using System.Text.Json;
using SpikeDistill.Neurons;
using SpikeDistill.Reference;
using SpikeDistill.Surrogates;
using SpikeDistill.Tensors;

namespace SpikeDistill.Tests.Golden;

/// <summary>Spikes and all gradients of neurons that learn against PyTorch in double precision.</summary>
public sealed class LearnedNeuronGoldenTests
{
    public static TheoryData<string> PlifCases => GoldenCase.Named("plif.", Fixture.Neurons);

    public static TheoryData<string> GlifCases => GoldenCase.Named("glif.", Fixture.Neurons);

    [Theory]
    [MemberData(nameof(PlifCases))]
    public void Plif_is_that_of_the_paper(string name)
    {
        using GoldenCase golden = new(name, Fixture.Neurons);
        JsonElement options = golden.Options;
        Plif neuron = new()
        {
            TimeConstant = options.GetProperty("time_constant").GetSingle(),
            PerChannel = options.GetProperty("per_channel").GetBoolean(),
            Threshold = options.GetProperty("threshold").GetSingle(),
            Reset = options.GetProperty("reset").GetString() == "soft" ? ResetMode.Soft : ResetMode.Hard,
            ResetValue = options.GetProperty("reset_value").GetSingle(),
            DecayInput = options.GetProperty("decay_input").GetBoolean(),
            DetachReset = options.GetProperty("detach_reset").GetBoolean(),
            Surrogate = SurrogateOf(options),
        };
        ISpikingActivation neurons = neuron.Activation();
        Tensor input = golden.Variable("input"), w = golden.Variable("w");
        NeuronParameter learned = Assert.Single(neurons.Parameters(input.Shape[^1], input.Shape[0]));
        Assert.Equal("w", learned.Name);
        Assert.Equal(w.Shape, learned.Shape);
        Assert.Equal(options.GetProperty("start").GetDouble(), learned.Start, 1e-6);

        AssertSpikesAndGradients(golden, neurons, input, [("w", w)]);
    }

    [Theory]
    [MemberData(nameof(GlifCases))]
    public void Glif_is_that_of_the_paper(string name)
    {
        using GoldenCase golden = new(name, Fixture.Neurons);
        JsonElement options = golden.Options;
        ISpikingActivation neurons = new Glif
        {
            PerChannel = options.GetProperty("per_channel").GetBoolean(),
            DetachReset = options.GetProperty("detach_reset").GetBoolean(),
            Surrogate = SurrogateOf(options),
        }.Activation();
        Tensor input = golden.Variable("input");
        IReadOnlyList<NeuronParameter> learned = neurons.Parameters(input.Shape[^1], input.Shape[0]);
        (string, Tensor)[] parameters = [.. learned.Select(one => (one.Name, golden.Variable(one.Name)))];
        Assert.Equal(learned.Select(one => one.Shape), parameters.Select(one => one.Item2.Shape));
        AssertSpikesAndGradients(golden, neurons, input, parameters);
    }

    private static void AssertSpikesAndGradients(
        GoldenCase golden, ISpikingActivation neurons, Tensor input, params IReadOnlyList<(string Name, Tensor Value)> parameters)
    {
        Tensor spikes = neurons.Fire(golden.Tape, input, [.. parameters.Select(one => one.Value)]);
        golden.AssertEqual("output", spikes);
        Gradients gradients = golden.Tape.Backward((spikes, golden.Constant("output_gradient")));
        golden.AssertEqual("gradient.input", gradients[input]);
        foreach ((string name, Tensor value) in parameters)
        {
            // Roundings are a part of the terms, whose sum may be much smaller.
            double[] expected = golden.Doubles($"gradient.{name}"), size = golden.Doubles($"size.{name}");
            float[] actual = gradients[value].ToArray();
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i], actual[i], 2e-6 * size[i]);
            }
        }
    }

    private static ISurrogateFunction SurrogateOf(JsonElement options)
    {
        float parameter = options.GetProperty("surrogate_parameter").GetSingle();
        return options.GetProperty("surrogate").GetString() switch
        {
            "ATan" => new ATan(parameter),
            "Rectangular" => new Rectangular(parameter),
            _ => new Sigmoid(parameter),
        };
    }
}
