using System.Buffers;

namespace SpikeDistill.Data;

/// <summary>Operations one after another.</summary>
internal static class PixelOperations
{
    /// <summary>Writes the image that all of them leave; without any, the image as it is. Source and target do not overlap.</summary>
    public static void Apply(IReadOnlyList<PixelOperation> operations, ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape)
    {
        if (operations.Count == 0)
        {
            source[..shape.Size].CopyTo(target);
            return;
        }

        byte[] scratch = ArrayPool<byte>.Shared.Rent(2 * shape.Size);
        ReadOnlySpan<byte> from = source;
        for (int i = 0; i < operations.Count; i++)
        {
            Span<byte> to = i == operations.Count - 1 ? target : scratch.AsSpan(i % 2 * shape.Size, shape.Size);
            operations[i].Apply(from, to, shape);
            from = to;
        }

        ArrayPool<byte>.Shared.Return(scratch);
    }
}
