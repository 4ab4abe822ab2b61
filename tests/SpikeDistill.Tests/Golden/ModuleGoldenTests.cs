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
}
