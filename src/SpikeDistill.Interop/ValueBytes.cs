using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SpikeDistill.Interop;

/// <summary>Values as the bytes of a file, piece by piece: one span of bytes ends at 2 GiB, where an array of numbers does not.</summary>
public static class ValueBytes
{
    private const int PieceBytes = 1 << 20;

    /// <summary>Takes a piece: what writes or sums it.</summary>
    /// <param name="piece">Some bytes, valid until it returns.</param>
    public delegate void Taker(ReadOnlySpan<byte> piece);

    /// <summary>Passes on all bytes of the values, in order, in this machine's byte order.</summary>
    /// <param name="values">The values.</param>
    /// <param name="take">Is given one piece after the other.</param>
    /// <typeparam name="T">A number.</typeparam>
    public static void InPieces<T>(ReadOnlySpan<T> values, Taker take)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(take);
        int most = PieceBytes / Unsafe.SizeOf<T>();
        for (int at = 0; at < values.Length; at += most)
            take(MemoryMarshal.AsBytes(values.Slice(at, Math.Min(most, values.Length - at))));
    }
}
