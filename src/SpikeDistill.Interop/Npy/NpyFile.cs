namespace SpikeDistill.Interop.Npy;

/// <summary>
/// An array in a .npy file, opened for reading. Opening reads the header and checks it against the file's length; elements are
/// read when asked for. Not safe for use by several threads at once.
/// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, versions 1.0 to 3.0.
/// </summary>
public sealed class NpyFile : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly Stream _stream;
    private readonly string _file;
    private readonly NpyHeader _header;
    private readonly long _dataStart;
    private readonly byte[] _buffer = new byte[BufferBytes];

    private NpyFile(Stream stream, string file)
    {
        _stream = stream;
        _file = file;
        if (!stream.CanSeek)
            throw new NpyException(file, "it cannot be sought, as pipes cannot; expected a file on disk.", "Copy it to disk first.");
        _header = NpyHeader.Read(stream, file);
        _dataStart = stream.Position;
        ElementCount = CheckedCount(_header, stream.Length - _dataStart, file);
    }

    /// <summary>The element type.</summary>
    public NpyType Type => _header.Type;

    /// <summary>Extents, outermost first; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape => _header.Shape;

    /// <summary>The number of elements.</summary>
    public long ElementCount { get; }

    /// <summary>Whether the file holds the first axis fastest (Fortran's order). Whole reads put it in C order, parts cannot be read.</summary>
    public bool FortranOrder => _header.FortranOrder;

    /// <summary>Opens a file.</summary>
    /// <exception cref="NpyException">The file is damaged, of another length than its shape takes, or of another format or type, or a pipe.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static NpyFile Open(string path) => Open(DiskFile.OpenRead(path), path);

    /// <summary>Reads from a stream that can seek, from its place; disposing the result disposes the stream.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="name">How errors name it.</param>
    /// <exception cref="NpyException">
    /// The content is damaged, of another length than its shape takes, or of another format or type, or the stream cannot seek.
    /// </exception>
    public static NpyFile Open(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            return new NpyFile(stream, name);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>All elements as single precision, in C order: F64 and integers of 32 and 64 bits are rounded, all others are exact; true is 1.</summary>
    /// <exception cref="NpyException">More elements than an array can hold.</exception>
    public float[] ReadSingles()
    {
        float[] values = new float[Length()];
        Read(0, values);
        return FortranOrder ? ToCOrder(values) : values;
    }

    /// <summary>All elements as whole numbers, in C order: what lies behind the point is cut off, what is beyond 64 bits becomes the nearest.</summary>
    /// <exception cref="NpyException">More elements than an array can hold.</exception>
    public long[] ReadIntegers()
    {
        long[] values = new long[Length()];
        int size = Type.Size();
        for (int at = 0; at < values.Length; at += BufferBytes / size)
        {
            int count = Math.Min(BufferBytes / size, values.Length - at);
            Span<byte> bytes = _buffer.AsSpan(0, count * size);
            ReadAt(at, bytes);
            NpyElement.ToIntegers(Type, bytes, values.AsSpan(at, count));
        }

        return FortranOrder ? ToCOrder(values) : values;
    }

    /// <summary>All elements of a U8 or Bool array, in C order.</summary>
    /// <exception cref="NpyException">The array is of another type, or has more elements than an array can hold.</exception>
    public byte[] ReadBytes()
    {
        CheckBytes();
        byte[] values = new byte[Length()];
        ReadAt(0, values);
        return FortranOrder ? ToCOrder(values) : values;
    }

    /// <summary>Some elements, in C order, as single precision, see <see cref="ReadSingles()"/>.</summary>
    /// <param name="first">The first element.</param>
    /// <param name="values">Receives as many as it is long.</param>
    /// <exception cref="NpyException">The file is in Fortran order.</exception>
    public void ReadSingles(long first, Span<float> values)
    {
        CheckPart(first, values.Length);
        Read(first, values);
    }

    /// <summary>Some elements of a U8 or Bool array, in C order.</summary>
    /// <inheritdoc cref="ReadSingles(long, Span{float})"/>
    public void ReadBytes(long first, Span<byte> values)
    {
        CheckBytes();
        CheckPart(first, values.Length);
        ReadAt(first, values);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private static long CheckedCount(NpyHeader header, long held, string file)
    {
        // An empty array may have any other extents; otherwise no extent is larger than the count, which the file's length bounds.
        Int128 count = header.Shape.Contains(0) ? 0 : 1;
        foreach (long extent in header.Shape)
            count = Int128.Min(count * extent, (Int128)long.MaxValue + 1);
        Int128 needed = count * header.Type.Size();
        return needed == held
            ? (long)count
            : throw new NpyException(
                file,
                $"the header gives the shape ({string.Join(", ", header.Shape)}) of {header.Type}, but {held} bytes of data follow; expected "
                    + $"{(needed > long.MaxValue ? "more than any file holds" : needed.ToString())}.",
                held < needed ? "The file was cut; save or copy it again." : "Something was added to the file; save or copy it again.");
    }

    private void CheckBytes()
    {
        if (Type is not (NpyType.U8 or NpyType.Bool))
            throw new NpyException(_file, $"the element type is {Type}; expected U8 or Bool.", "Convert the array with astype before saving it.");
    }

    private void CheckPart(long first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, ElementCount - count);
        if (FortranOrder)
            throw new NpyException(_file, "the array is in Fortran order; expected C order.", "Save numpy.ascontiguousarray of it.");
    }

    private int Length() => ElementCount <= Array.MaxLength
        ? (int)ElementCount
        : throw new NpyException(_file, $"the array has {ElementCount} elements; expected at most {Array.MaxLength}.", "Split the array.");

    private void Read(long first, Span<float> values)
    {
        int size = Type.Size();
        for (int at = 0; at < values.Length; at += BufferBytes / size)
        {
            int count = Math.Min(BufferBytes / size, values.Length - at);
            Span<byte> bytes = _buffer.AsSpan(0, count * size);
            ReadAt(first + at, bytes);
            NpyElement.ToSingles(Type, bytes, values.Slice(at, count));
        }
    }

    /// <summary>Reads bytes from an element on and puts them in this machine's order.</summary>
    private void ReadAt(long first, Span<byte> bytes)
    {
        _stream.Position = _dataStart + (first * Type.Size());
        try
        {
            _stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException failure)
        {
            throw new NpyException(_file, "the file ends within its data.", "It was shortened after it was opened; open it again.", failure);
        }

        if (_header.BigEndian)
            NpyElement.Swap(bytes, Type.Size());
    }

    private T[] ToCOrder<T>(T[] values)
    {
        T[] result = new T[values.Length];
        long[] index = new long[Shape.Count];
        long[] strides = new long[Shape.Count];
        long stride = 1;
        for (int axis = 0; axis < strides.Length; axis++, stride *= Shape[axis - 1])
            strides[axis] = stride;

        long from = 0;
        for (int to = 0; to < result.Length; to++)
        {
            result[to] = values[from];
            for (int axis = index.Length - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++index[axis] < Shape[axis])
                    break;
                from -= strides[axis] * Shape[axis];
                index[axis] = 0;
            }
        }

        return result;
    }
}
