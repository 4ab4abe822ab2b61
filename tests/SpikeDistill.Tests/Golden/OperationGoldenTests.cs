using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tests.Golden;

/// <summary>Single operations and their gradients against PyTorch in double precision; see tests/fixtures/make_operation_fixture.py.</summary>
public sealed class OperationGoldenTests
{
    public static TheoryData<string> Convolutions => GoldenCase.Named("convolution.");

    public static TheoryData<string> AveragePools => GoldenCase.Named("average_pool.");

    public static TheoryData<string> MaxPools => GoldenCase.Named("max_pool.");

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void Convolution(string name)
    {
        using var golden = new GoldenCase(name);
        int[] stride = golden.Integers("stride"), padding = golden.Integers("padding");
        golden.AssertOutputAndGradients(golden.Tape.Convolution(
            golden.Variable("input"),
            golden.Variable("weight"),
            golden.Has("bias") ? golden.Variable("bias") : null,
            new ConvolutionOptions
            {
                StrideHeight = stride[0],
                StrideWidth = stride[1],
                PaddingHeight = padding[0],
                PaddingWidth = padding[1],
                Groups = golden.Options.GetProperty("groups").GetInt32(),
            }));
    }

    [Fact]
    public void Batch_norm_in_training()
    {
        using var golden = new GoldenCase("batch_norm.train");
        BatchNormResult result = golden.Tape.BatchNorm(golden.Variable("input"), golden.Variable("weight"), golden.Variable("bias"), 1e-5f);
        Tensor mean = golden.Tape.Add(golden.Tape.Scale(golden.Constant("running_mean"), 0.9f), golden.Tape.Scale(result.Mean, 0.1f));
        Tensor variance = golden.Tape.Add(golden.Tape.Scale(golden.Constant("running_var"), 0.9f), golden.Tape.Scale(result.UnbiasedVariance, 0.1f));
        golden.AssertEqual("running_mean_after", mean);
        golden.AssertEqual("running_var_after", variance);
        golden.AssertOutputAndGradients(result.Output);
    }

    [Fact]
    public void Batch_norm_in_inference()
    {
        using var golden = new GoldenCase("batch_norm.eval");
        golden.AssertOutputAndGradients(golden.Tape.BatchNorm(
            golden.Variable("input"), golden.Variable("weight"), golden.Variable("bias"),
            golden.Constant("running_mean"), golden.Constant("running_var"), 1e-5f));
    }

    [Theory]
    [MemberData(nameof(AveragePools))]
    public void Average_pool(string name) => Pool(name, (tape, x, window) => tape.AveragePool(x, window.Kernel, window.Stride, window.Padding));

    [Theory]
    [MemberData(nameof(MaxPools))]
    public void Max_pool(string name) => Pool(name, (tape, x, window) => tape.MaxPool(x, window.Kernel, window.Stride, window.Padding));

    [Fact]
    public void Global_average_pool()
    {
        using var golden = new GoldenCase("global_average_pool");
        golden.AssertOutputAndGradients(golden.Tape.GlobalAveragePool(golden.Variable("input")));
    }

    [Fact]
    public void Linear()
    {
        using var golden = new GoldenCase("linear");
        golden.AssertOutputAndGradients(golden.Tape.Linear(golden.Variable("input"), golden.Variable("weight"), golden.Variable("bias")));
    }

    [Fact]
    public void Mat_mul()
    {
        using var golden = new GoldenCase("matmul");
        golden.AssertOutputAndGradients(golden.Tape.MatMul(golden.Variable("input"), golden.Variable("other")));
    }

    private static void Pool(string name, Func<Tape, Tensor, (int Kernel, int Stride, int Padding), Tensor> operation)
    {
        using var golden = new GoldenCase(name);
        int Option(string option) => golden.Options.GetProperty(option).GetInt32();
        golden.AssertOutputAndGradients(operation(golden.Tape, golden.Variable("input"), (Option("kernel"), Option("stride"), Option("padding"))));
    }
}
