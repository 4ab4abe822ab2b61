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

    [Theory]
    [MemberData(nameof(PlifCases))]
    public void Plif_is_that_of_the_paper(string name)
    {
        using GoldenCase golden = new(name, Fixture.Neurons);
        JsonElement options = golden.Options;
        float parameter = options.GetProperty("surrogate_parameter").GetSingle();
        Plif neuron = new()
        {
            TimeConstant = options.GetProperty("time_constant").GetSingle(),
            PerChannel = options.GetProperty("per_channel").GetBoolean(),
            Threshold = options.GetProperty("threshold").GetSingle(),
            Reset = options.GetProperty("reset").GetString() == "soft" ? ResetMode.Soft : ResetMode.Hard,
            ResetValue = options.GetProperty("reset_value").GetSingle(),
            DecayInput = options.GetProperty("decay_input").GetBoolean(),
            DetachReset = options.GetProperty("detach_reset").GetBoolean(),
            Surrogate = options.GetProperty("surrogate").GetString() == "ATan" ? new ATan(parameter) : new Sigmoid(parameter),
        };
        ISpikingActivation neurons = neuron.Activation();
        Tensor input = golden.Variable("input"), w = golden.Variable("w");
        NeuronParameter learned = Assert.Single(neurons.Parameters(input.Shape[^1], input.Shape[0]));
        Assert.Equal("w", learned.Name);
        Assert.Equal(w.Shape, learned.Shape);
        Assert.Equal(options.GetProperty("start").GetDouble(), learned.Start, 1e-6);

        Tensor spikes = neurons.Fire(golden.Tape, input, [w]);
        golden.AssertEqual("output", spikes);
        Gradients gradients = golden.Tape.Backward((spikes, golden.Constant("output_gradient")));
        golden.AssertEqual("gradient.input", gradients[input]);

        // Roundings are a part of the terms, whose sum may be much smaller.
        double[] expected = golden.Doubles("gradient.w"), size = golden.Doubles("size.w");
        float[] actual = gradients[w].ToArray();
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 2e-6 * size[i]);
        }
    }
}
