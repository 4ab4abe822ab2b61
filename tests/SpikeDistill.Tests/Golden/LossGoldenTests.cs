using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tests.Golden;

/// <summary>Probabilities and the terms of the objectives against PyTorch in double precision.</summary>
public sealed class LossGoldenTests
{
    public static TheoryData<string> LogSoftmaxes => GoldenCase.Named("log_softmax.");

    public static TheoryData<string> Softmaxes => GoldenCase.Named("softmax.");

    public static TheoryData<string> CrossEntropies => GoldenCase.Named("cross_entropy.");

    public static TheoryData<string> Divergences => GoldenCase.Named("divergence.");

    public static TheoryData<string> Entropies => GoldenCase.Named("entropy.");

    [Theory]
    [MemberData(nameof(LogSoftmaxes))]
    public void Log_softmax(string name) => Run(name, (golden, z, temperature) => golden.Tape.LogSoftmax(z, temperature));

    [Theory]
    [MemberData(nameof(Softmaxes))]
    public void Softmax(string name) => Run(name, (golden, z, temperature) => golden.Tape.Softmax(z, temperature));

    [Theory]
    [MemberData(nameof(CrossEntropies))]
    public void Cross_entropy(string name) => Run(name, (golden, z, temperature) =>
        golden.Tape.CrossEntropy(z, Array.ConvertAll(golden.Doubles("labels"), label => (int)label), temperature));

    [Theory]
    [MemberData(nameof(Divergences))]
    public void Divergence(string name) => Run(name, (golden, z, temperature) =>
        golden.Tape.KullbackLeibler(golden.Tape.LogSoftmax(golden.Constant("teacher"), temperature), golden.Tape.LogSoftmax(z, temperature)));

    [Theory]
    [MemberData(nameof(Entropies))]
    public void Entropy(string name) => Run(name, (golden, z, temperature) => golden.Tape.Entropy(golden.Tape.LogSoftmax(z, temperature)));

    private static void Run(string name, Func<GoldenCase, Tensor, float, Tensor> operation)
    {
        using var golden = new GoldenCase(name);
        golden.AssertOutputAndGradients(operation(golden, golden.Variable("input"), golden.Options.GetProperty("temperature").GetSingle()));
    }
}
