using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Reference;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tests.Golden;

/// <summary>Modules of spiking networks against PyTorch in double precision.</summary>
public sealed class ModuleGoldenTests
{
    [Theory]
    [InlineData("attach", true)]
    [InlineData("attach", false)]
    [InlineData("detach", true)]
    [InlineData("detach", false)]
    public void Mpbn_is_that_of_the_paper(string reset, bool training)
    {
        using GoldenCase golden = new($"mpbn.{reset}.{(training ? "training" : "evaluation")}", Fixture.Modules);
        Assert.Equal(new Mpbn().Decay, golden.Options.GetProperty("decay").GetSingle());
        Assert.Equal(new Mpbn().Threshold, golden.Options.GetProperty("threshold").GetSingle());
        Tensor x = golden.Variable("x"), gamma = golden.Variable("gamma"), beta = golden.Variable("beta");
        Tensor mean = golden.Constant("mean"), variance = golden.Constant("variance");
        if (training)
        {
            (mean, variance) = (golden.Tape.Zeros(mean.Shape), golden.Tape.From([1, 1, 1, 1, 1, 1], mean.Shape));
        }

        ISpikingActivation neurons = new Mpbn { DetachReset = reset == "detach" }.Activation();
        golden.AssertOutputAndGradients(neurons.Fire(golden.Tape, x, [gamma, beta], new NeuronStatistics([mean, variance], training)));
        golden.AssertEqual("mean", mean);
        golden.AssertEqual("variance", variance);
    }

    [Theory]
    [InlineData("tdbn.0.5")]
    [InlineData("tdbn.1.0")]
    public void Tdbn_is_that_of_the_paper(string name)
    {
        using GoldenCase golden = new(name, Fixture.Modules);
        Tensor x = golden.Variable("x"), gamma = golden.Variable("gamma"), beta = golden.Variable("beta");
        float factor = golden.Options.GetProperty("threshold").GetSingle() * golden.Options.GetProperty("alpha").GetSingle();
        golden.AssertOutputAndGradients(golden.Tape.BatchNorm(x, new ChannelNormalization(gamma, beta) { Factor = factor }).Output);
    }

    [Theory]
    [InlineData("pfa.1")]
    [InlineData("pfa.3")]
    public void Pfa_is_that_of_the_paper_and_its_weights_learn(string name)
    {
        using GoldenCase golden = new(name, Fixture.Modules);
        Tensor x = golden.Variable("x");
        Shape shape = x.Shape, folded = new(shape[0] * shape[1], shape[2], shape[3], shape[4]);
        ProjectedAttentionNode node = new("pfa", "repeat") { Rank = golden.Options.GetProperty("rank").GetInt32() };
        Dynamics dynamics = Dynamics.Neuron(shape[0]);
        NodeContext context = new([NodeValue.Floats(ValueShape.Map(shape[2], shape[3], shape[4], overTime: true))], dynamics);
        ParameterSpec[] specs = [.. node.Parameters(context)];
        Tensor[] parameters = [.. specs.Select(spec => golden.Variable(spec.Name["pfa.".Length..]))];
        Assert.Equal(specs.Select(spec => spec.Shape), parameters.Select(parameter => parameter.Shape));

        NodeWeights weights = new(parameters, []);
        Tensor y = node.Forward(new NodeCall(golden.Tape, [golden.Tape.Reshape(x, folded)], weights, dynamics, Training: true)
        {
            Output = node.Output(context),
        });
        golden.AssertOutputAndGradients(golden.Tape.Reshape(y, shape));
        Assert.Equal(node.Rank > 1, golden.Doubles("gradient.weight").Any(gradient => Math.Abs(gradient) > 1e-3));
    }
}
