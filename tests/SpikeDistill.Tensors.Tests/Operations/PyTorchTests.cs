using System.Text.Json;
using SpikeDistill.Reference;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

/// <summary>Outputs and gradients of single operations beside PyTorch's in double precision (tests/fixtures/make_operation_fixture.py).</summary>
public sealed class PyTorchTests : IDisposable
{
    private readonly FixtureComparison _fixture = new(Fixture.Operations);

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("average_pool.2x2")]
    [InlineData("average_pool.3x3")]
    [InlineData("max_pool.2x2")]
    [InlineData("max_pool.3x3")]
    public void Pools(string name) => _fixture.Compare(name, ["input"], (tape, x, options) =>
    {
        int kernel = options.GetProperty("kernel").GetInt32(), stride = options.GetProperty("stride").GetInt32();
        int padding = options.GetProperty("padding").GetInt32();
        return name.StartsWith("max", StringComparison.Ordinal)
            ? tape.MaxPool(x[0], kernel, stride, padding)
            : tape.AveragePool(x[0], kernel, stride, padding);
    });

    [Fact]
    public void Global_average_pool() => _fixture.Compare("global_average_pool", ["input"], (tape, x, _) => tape.GlobalAveragePool(x[0]));

    [Fact]
    public void Batch_norm_in_training() => _fixture.Compare("batch_norm.train", ["input", "weight", "bias"], (tape, x, options) =>
    {
        BatchNormResult result = tape.BatchNorm(x[0], x[1], x[2], options.GetProperty("eps").GetSingle());
        double momentum = options.GetProperty("momentum").GetDouble();
        AssertRunning("mean", result.Mean, momentum);
        AssertRunning("var", result.UnbiasedVariance, momentum);
        return result.Output;
    });

    [Fact]
    public void Batch_norm_in_inference() => _fixture.Compare("batch_norm.eval", ["input", "weight", "bias"], (tape, x, options) =>
        tape.BatchNorm(
            x[0], x[1], x[2],
            _fixture.Read(tape, "batch_norm.eval.running_mean"), _fixture.Read(tape, "batch_norm.eval.running_var"),
            options.GetProperty("eps").GetSingle()));

    [Theory]
    [InlineData("1")]
    [InlineData("4")]
    [InlineData("8")]
    public void Clip_floor_and_shift(string levels) => _fixture.Compare(
        $"clip_floor_shift.{levels}",
        ["input", "threshold"],
        (tape, x, options) => tape.ClipFloorShift(x[0], x[1], options.GetProperty("levels").GetInt32()));

    [Theory]
    [InlineData("temperature1")]
    [InlineData("temperature5")]
    public void Losses(string name)
    {
        static float Temperature(JsonElement options) => options.GetProperty("temperature").GetSingle();
        _fixture.Compare($"log_softmax.{name}", ["input"], (tape, x, options) => tape.LogSoftmax(x[0], Temperature(options)));
        _fixture.Compare($"softmax.{name}", ["input"], (tape, x, options) => tape.Softmax(x[0], Temperature(options)));
        _fixture.Compare($"entropy.{name}", ["input"], (tape, x, options) => tape.Entropy(tape.LogSoftmax(x[0], Temperature(options))));
        int[] labels = Array.ConvertAll(_fixture.File.ReadInt64s($"cross_entropy.{name}.labels"), label => (int)label);
        _fixture.Compare($"cross_entropy.{name}", ["input"], (tape, x, options) => tape.CrossEntropy(x[0], labels, Temperature(options)));
        _fixture.Compare($"divergence.{name}", ["input"], (tape, x, options) => Divergence(tape, $"divergence.{name}", x[0], Temperature(options)));
    }

    [Fact]
    public void Divergence_of_large_logits() => _fixture.Compare("divergence.large", ["input"], (tape, x, _) => Divergence(tape, "divergence.large", x[0], 1));

    private Tensor Divergence(Tape tape, string name, Tensor logits, float temperature)
        => tape.KullbackLeibler(tape.LogSoftmax(_fixture.Read(tape, name + ".teacher"), temperature), tape.LogSoftmax(logits, temperature));

    private void AssertRunning(string what, Tensor batch, double momentum)
    {
        double[] before = _fixture.File.ReadDoubles($"batch_norm.train.running_{what}");
        _fixture.AssertClose(
            $"batch_norm.train.running_{what}_after", [.. before.Select((value, c) => (float)(((1 - momentum) * value) + (momentum * batch.Values[c])))]);
    }
}
