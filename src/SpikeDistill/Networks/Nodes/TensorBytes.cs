using System.Numerics;
using SpikeDistill.Tensors;

namespace SpikeDistill.Networks.Nodes;

/// <summary>Sizes of the memory pool's blocks, small ones up to a quarter above what is asked.</summary>
internal static class TensorBytes
{
    /// <summary>From here on a block is as long as asked.</summary>
    private const long LargeBlock = 256 << 10;

    /// <summary>Bytes of the block for so many floats.</summary>
    public static long Floats(long count) => Block(count * sizeof(float));

    /// <summary>Bytes of the block for a value of a batch.</summary>
    /// <param name="value">The value; the size of the images is known.</param>
    /// <param name="samples">Images and, where there is time, steps.</param>
    public static long Of(NodeValue value, long samples)
        => value.Storage switch
        {
            StorageKind.Spikes => Block(checked(samples * value.Shape.Places!.Value * SpikeLayout.RowBytes(value.Shape.Channels))),
            StorageKind.Counts => Block(checked(samples * value.Shape.Count!.Value)),
            _ => Gradient(value, samples),
        };

    /// <summary>Bytes of the block for its gradient, which is always floats.</summary>
    public static long Gradient(NodeValue value, long samples) => Floats(checked(samples * value.Shape.Count!.Value));

    private static long Block(long bytes)
    {
        long step = bytes is <= 256 or >= LargeBlock ? 64 : 1L << (BitOperations.Log2((ulong)bytes - 1) - 2);
        return (bytes + step - 1) / step * step;
    }
}
