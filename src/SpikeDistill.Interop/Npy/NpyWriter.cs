namespace SpikeDistill.Interop.Npy;

/// <summary>Writes arrays as NumPy's own .npy files, version 1.0, little-endian, in C order: beside and renamed, see <see cref="AtomicFile"/>.</summary>
public static class NpyWriter
{
    /// <summary>Writes an array of float32.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="shape">Extents, outermost first; empty for a scalar.</param>
    /// <param name="values">The elements in C order.</param>
    /// <exception cref="ArgumentException">Shape and values disagree.</exception>
    /// <inheritdoc cref="AtomicFile.Write" path="/exception"/>
    public static void Save(string path, ReadOnlySpan<int> shape, ReadOnlyMemory<float> values)
        => Save(path, "<f4", shape, values.Length, take => ValueBytes.InPieces(values.Span, take));

    /// <summary>Writes an array of uint8.</summary>
    /// <inheritdoc cref="Save(string, ReadOnlySpan{int}, ReadOnlyMemory{float})"/>
    public static void Save(string path, ReadOnlySpan<int> shape, ReadOnlyMemory<byte> values)
        => Save(path, "|u1", shape, values.Length, take => ValueBytes.InPieces(values.Span, take));

    /// <summary>Writes an array of int64.</summary>
    /// <inheritdoc cref="Save(string, ReadOnlySpan{int}, ReadOnlyMemory{float})"/>
    public static void Save(string path, ReadOnlySpan<int> shape, ReadOnlyMemory<long> values)
        => Save(path, "<i8", shape, values.Length, take => ValueBytes.InPieces(values.Span, take));

    /// <summary>Writes an array of float32 in parts, in any order, without holding it in memory. Elements never written are 0.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="shape">Extents, outermost first; empty for a scalar.</param>
    /// <param name="write">Writes the parts; when it throws, what stood at <paramref name="path"/> is left as it was.</param>
    /// <inheritdoc cref="AtomicFile.Write" path="/exception"/>
    public static void Save(string path, ReadOnlySpan<int> shape, Action<NpyParts> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        byte[] header = NpyHeader.Write("<f4", shape);
        long count = Count(shape);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            stream.SetLength(checked(header.Length + (count * sizeof(float))));
            write(new NpyParts(stream, header.Length, count));
        });
    }

    private static void Save(string path, string code, ReadOnlySpan<int> shape, long count, Content content)
    {
        if (Count(shape) != count)
            throw new ArgumentException(
                $"There are {count} values; expected as many as the product of the shape [{string.Join(", ", shape.ToArray())}].", nameof(shape));
        byte[] header = NpyHeader.Write(code, shape);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            content(stream.Write);
        });
    }

    private static long Count(ReadOnlySpan<int> shape)
    {
        long count = 1;
        foreach (int extent in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent, nameof(shape));
            count = checked(count * extent);
        }

        return count;
    }

    private delegate void Content(ValueBytes.Taker take);
}
