using System.Text.Json;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Reference;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

/// <summary>Outputs and gradients of single operations beside PyTorch's in double precision (tests/fixtures/make_operation_fixture.py).</summary>
public sealed class PyTorchTests : IDisposable
{
    private const double Tolerance = 1e-5;

    private readonly SafeTensorsFile _file = Fixture.Open(Fixture.Operations);
    private readonly TestEngine _engine = new();

    public void Dispose()
    {
        _file.Dispose();
        _engine.Dispose();
    }

    [Theory]
    [InlineData("average_pool.2x2")]
    [InlineData("average_pool.3x3")]
    [InlineData("max_pool.2x2")]
    [InlineData("max_pool.3x3")]
    public void Pools(string name) => Compare(name, ["input"], (tape, x, options) =>
    {
        int kernel = options.GetProperty("kernel").GetInt32(), stride = options.GetProperty("stride").GetInt32();
        int padding = options.GetProperty("padding").GetInt32();
        return name.StartsWith("max", StringComparison.Ordinal)
            ? tape.MaxPool(x[0], kernel, stride, padding)
            : tape.AveragePool(x[0], kernel, stride, padding);
    });

    [Fact]
    public void Global_average_pool() => Compare("global_average_pool", ["input"], (tape, x, _) => tape.GlobalAveragePool(x[0]));

    [Fact]
    public void Batch_norm_in_training() => Compare("batch_norm.train", ["input", "weight", "bias"], (tape, x, options) =>
    {
        BatchNormResult result = tape.BatchNorm(x[0], x[1], x[2], options.GetProperty("eps").GetSingle());
        double momentum = options.GetProperty("momentum").GetDouble();
        AssertRunning("mean", result.Mean, momentum);
        AssertRunning("var", result.UnbiasedVariance, momentum);
        return result.Output;
    });

    [Fact]
    public void Batch_norm_in_inference() => Compare("batch_norm.eval", ["input", "weight", "bias"], (tape, x, options) =>
        tape.BatchNorm(
            x[0], x[1], x[2], Read(tape, "batch_norm.eval.running_mean"), Read(tape, "batch_norm.eval.running_var"), options.GetProperty("eps").GetSingle()));

    [Theory]
    [InlineData("temperature1")]
    [InlineData("temperature5")]
    public void Losses(string name)
    {
        static float Temperature(JsonElement options) => options.GetProperty("temperature").GetSingle();
        Compare($"log_softmax.{name}", ["input"], (tape, x, options) => tape.LogSoftmax(x[0], Temperature(options)));
        Compare($"softmax.{name}", ["input"], (tape, x, options) => tape.Softmax(x[0], Temperature(options)));
        Compare($"entropy.{name}", ["input"], (tape, x, options) => tape.Entropy(tape.LogSoftmax(x[0], Temperature(options))));
        int[] labels = Array.ConvertAll(_file.ReadInt64s($"cross_entropy.{name}.labels"), label => (int)label);
        Compare($"cross_entropy.{name}", ["input"], (tape, x, options) => tape.CrossEntropy(x[0], labels, Temperature(options)));
        Compare($"divergence.{name}", ["input"], (tape, x, options) => Divergence(tape, $"divergence.{name}", x[0], Temperature(options)));
    }

    [Fact]
    public void Divergence_of_large_logits() => Compare("divergence.large", ["input"], (tape, x, _) => Divergence(tape, "divergence.large", x[0], 1));

    private Tensor Divergence(Tape tape, string name, Tensor logits, float temperature)
        => tape.KullbackLeibler(tape.LogSoftmax(Read(tape, name + ".teacher"), temperature), tape.LogSoftmax(logits, temperature));

    private void Compare(string name, string[] inputs, Func<Tape, Tensor[], JsonElement, Tensor> operation)
    {
        using var cases = JsonDocument.Parse(_file.Metadata["cases"]);
        using Tape tape = new(_engine);
        Tensor[] x = [.. inputs.Select(input => tape.Leaf(Read(tape, $"{name}.{input}")))];
        Tensor y = operation(tape, x, cases.RootElement.GetProperty(name));
        AssertClose($"{name}.output", y.ToArray());
        Tensor seed = y.Shape.Rank == 0 ? tape.Scalar(1) : Read(tape, name + ".output_gradient");
        Gradients gradients = tape.Backward((y, seed));
        for (int i = 0; i < inputs.Length; i++)
        {
            AssertClose($"{name}.gradient.{inputs[i]}", gradients[x[i]].ToArray());
        }
    }

    private Tensor Read(Tape tape, string name) => tape.From(_file.ReadSingles(name), new Shape([.. _file[name].Shape]));

    private void AssertRunning(string what, Tensor batch, double momentum)
    {
        double[] before = _file.ReadDoubles($"batch_norm.train.running_{what}");
        AssertClose(
            $"batch_norm.train.running_{what}_after", [.. before.Select((value, c) => (float)(((1 - momentum) * value) + (momentum * batch.Values[c])))]);
    }

    private void AssertClose(string name, float[] actual)
    {
        double[] expected = _file.ReadDoubles(name);
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Select(Math.Abs).Append(1e-3).Max();
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= Tolerance * scale, $"{name}[{i}]: expected {expected[i]}, got {actual[i]}.");
        }
    }
}
