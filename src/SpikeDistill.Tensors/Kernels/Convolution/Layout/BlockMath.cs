namespace SpikeDistill.Tensors.Kernels.Convolution.Layout;

internal static class BlockMath
{
    /// <summary>Pieces of a given size that cover the value.</summary>
    public static int Chunks(this int value, int size) => (value + size - 1) / size;

    public static int RoundUp(this int value, int multiple) => value.Chunks(multiple) * multiple;

    public static long RoundUpToLine(this long bytes) => (bytes + 63) / 64 * 64;

    /// <summary>Blocks of channels that cover the value.</summary>
    public static int Blocks(this int channels) => channels.Chunks(HaloLayout.BlockChannels);
}
