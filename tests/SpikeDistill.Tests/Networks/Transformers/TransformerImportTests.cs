using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;

using SpikeDistill.Neurons;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;

namespace SpikeDistill.Tests.Networks.Transformers;

/// <summary>Weights as the public code of transformers saves them.</summary>
public sealed class TransformerImportTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"transformer-{Guid.NewGuid():N}.safetensors");
    private readonly Engine _engine = new(1);

    public void Dispose()
    {
        _engine.Dispose();
        File.Delete(_file);
    }

    [Theory]
    [InlineData("spikformer", 0, "norm1.weight")]
    [InlineData("spikingformer", 1, "norm2.bias")]
    [InlineData("spike-driven transformer", 2, "attn.talking_heads.weight")]
    public void Layers_may_be_1x1_convolutions_and_what_public_code_does_not_use_is_left_out(string name, int ones, string unused)
    {
        using Network saved = Network.Create(_engine, SmallTransformers.Describe(name), new Lif(), timesteps: 2, seed: 5);
        Write(saved, ones, "block.0." + unused);
        ImportedNetwork imported = WeightImport.Load(_file, _engine, saved.Settings, new Lif());
        using Network loaded = imported.Network;
        Assert.Equal(["block.0." + unused], imported.Unused);
        Assert.Equal(saved.Parameters.Select(one => one.Value.ToArray()), loaded.Parameters.Select(one => one.Value.ToArray()));
    }

    [Fact]
    public void What_no_public_code_declares_is_told()
    {
        using Network saved = Network.Create(_engine, SmallTransformers.Describe("spikformer"), new Lif(), timesteps: 2, seed: 5);
        Write(saved, ones: 0, "block.0.norm3.weight");
        string message = Assert.ThrowsAny<RunException>(() => WeightImport.Load(_file, _engine, saved.Settings, new Lif())).Message;
        Assert.Contains("unexpected: block.0.norm3.weight", message, StringComparison.Ordinal);
    }

    private void Write(Network network, int ones, string beside)
    {
        SafeTensorsWriter writer = new();
        foreach (Parameter parameter in network.Parameters)
        {
            int[] shape = parameter.Value.Shape.ToArray();
            bool convolves = shape.Length == 2 && parameter.Name.StartsWith("block.", StringComparison.Ordinal);
            writer.Add(parameter.Name, convolves ? [.. shape, .. Enumerable.Repeat(1, ones)] : shape, parameter.Value.ToArray());
        }

        foreach (NetworkBuffer buffer in network.Buffers)
        {
            writer.Add(buffer.Name, buffer.Value.Shape.ToArray(), buffer.Value.ToArray());
        }

        writer.Add(beside, [16], new float[16]);
        writer.Save(_file);
    }
}
