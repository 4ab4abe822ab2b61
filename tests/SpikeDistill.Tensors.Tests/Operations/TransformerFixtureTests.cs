using SpikeDistill.Reference;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

/// <summary>The operations of transformers and SEW blocks beside PyTorch's in double precision (tests/fixtures/make_transformer_fixture.py).</summary>
public sealed class TransformerFixtureTests : IDisposable
{
    private readonly FixtureComparison _fixture = new(Fixture.Transformers);

    public static TheoryData<bool> Storages => [false, true];

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [MemberData(nameof(Storages))]
    public void Joins(bool packed)
    {
        _fixture.Compare("join.and", ["a", "b"], (tape, x, _) => tape.And(x[0], x[1]), packed);
        _fixture.Compare("join.iand", ["a", "b"], (tape, x, _) => tape.Iand(x[0], x[1]), packed);
        _fixture.Compare("join.add", ["a", "b"], (tape, x, _) => tape.Add(x[0], x[1]), packed);
    }

    [Theory]
    [MemberData(nameof(Storages))]
    public void Spiking_attention(bool packed)
    {
        foreach (string name in new[] { "spike_attention.wide", "spike_attention.long" })
        {
            _fixture.Compare(name, ["q", "k", "v"], (tape, x, options) =>
                tape.SpikeAttention(x[0], x[1], x[2], options.GetProperty("heads").GetInt32(), options.GetProperty("scale").GetSingle()), packed);
        }

        _fixture.Compare("count_over_tokens", ["a", "b"], (tape, x, _) => tape.CountOverTokens(x[0], x[1]), packed);
        _fixture.Compare("mask", ["x", "mask"], (tape, x, _) => tape.Mask(x[0], x[1]), packed);
    }

    [Theory]
    [InlineData("attention.wide")]
    [InlineData("attention.long")]
    public void Attention(string name)
        => _fixture.Compare(name, ["q", "k", "v"], (tape, x, options) => tape.Attention(x[0], x[1], x[2], options.GetProperty("heads").GetInt32()));

    [Theory]
    [InlineData("layer_norm.5")]
    [InlineData("layer_norm.24")]
    public void Layer_norm(string name)
        => _fixture.Compare(name, ["x", "gamma", "beta"], (tape, x, options) => tape.LayerNorm(x[0], x[1], x[2], options.GetProperty("eps").GetSingle()));

    [Fact]
    public void Gelu()
    {
        _fixture.Compare("gelu.exact", ["x"], (tape, x, _) => tape.Gelu(x[0]));
        _fixture.Compare("gelu.tanh", ["x"], (tape, x, _) => tape.Gelu(x[0], tanh: true));
    }

    [Fact]
    public void Class_token_and_position() => _fixture.Compare("class_token", ["x", "token", "position"], (tape, x, _) =>
    {
        Tensor token = tape.Reshape(tape.RepeatOverTime(x[1], 2), new Shape(2, 1, 6));
        Tensor tokens = tape.AddPosition(tape.Concatenate(1, token, x[0]), x[2]);
        return tape.Add(tape.Select(tokens, axis: 1, index: 0), tape.MeanOverAxis(tokens, 1));
    });

    [Theory]
    [InlineData("bilinear")]
    [InlineData("bicubic")]
    public void Resize(string mode)
    {
        foreach (string size in new[] { "14x15", "5x7", "2x3", "1x1" })
        {
            _fixture.Compare($"resize.{mode}.{size}", ["x"], (tape, x, options) => tape.Resize(
                x[0], options.GetProperty("height").GetInt32(), options.GetProperty("width").GetInt32(), Enum.Parse<ResizeFilter>(mode, ignoreCase: true)));
        }
    }

    [Theory]
    [MemberData(nameof(Storages))]
    public void Max_pool_of_spikes(bool packed)
    {
        foreach (string name in new[] { "max_pool.stem", "max_pool.pair" })
        {
            _fixture.Compare(name, ["x"], (tape, x, options) => tape.MaxPool(
                x[0], options.GetProperty("kernel").GetInt32(), options.GetProperty("stride").GetInt32(), options.GetProperty("padding").GetInt32()), packed);
        }
    }
}
