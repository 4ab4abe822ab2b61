namespace SpikeDistill.Interop.Npy;

/// <summary>An array of float32 that is being written, see <see cref="NpyWriter"/>.</summary>
public sealed class NpyParts
{
    private readonly Stream _stream;
    private readonly long _dataStart;
    private readonly long _count;

    internal NpyParts(Stream stream, long dataStart, long count) => (_stream, _dataStart, _count) = (stream, dataStart, count);

    /// <summary>Writes some elements.</summary>
    /// <param name="first">The first element's place in C order.</param>
    /// <param name="values">The elements.</param>
    /// <exception cref="ArgumentOutOfRangeException">They go beyond the array.</exception>
    public void Write(long first, ReadOnlySpan<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, _count - values.Length);
        _stream.Position = _dataStart + (first * sizeof(float));
        ValueBytes.InPieces(values, _stream.Write);
    }
}
