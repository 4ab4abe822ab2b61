using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SpikeDistill.Interop.SafeTensors;

/// <summary>
/// A safetensors file opened for reading. Opening reads and checks the header; values are read when asked for.
/// Not safe for use by several threads at once.
/// Format: https://github.com/huggingface/safetensors (README, "Format").
/// </summary>
public sealed class SafeTensorsFile : ITensorFile
{
    internal const string MetadataKey = "__metadata__";

    /// <summary>The limit of the official readers.</summary>
    internal const long MaxHeaderLength = 100_000_000;

    internal const int LengthFieldSize = 8;

    private const int BufferBytes = 1 << 16;

    private readonly Stream _stream;
    private readonly string _file;
    private readonly byte[] _header;
    private readonly long _dataStart;
    private readonly Dictionary<string, TensorInfo> _byName;

    private SafeTensorsFile(Stream stream, string file)
    {
        _stream = stream;
        _file = file;
        if (!stream.CanSeek)
            throw new SafeTensorsException(file, "it cannot be sought, as pipes cannot; expected a file on disk.", "Copy it to disk first.");
        stream.Position = 0;
        FileKind kind = FileKinds.Of(stream);
        if (Conversion.ToSafeTensors(kind) is { } advice)
            throw new SafeTensorsException(file, $"it is {kind.Words()}, not a safetensors file.", advice);
        _header = ReadHeader();
        _dataStart = LengthFieldSize + _header.Length;
        var parser = new HeaderParser(file);
        List<TensorInfo> tensors = parser.Parse(_header, stream.Length - _dataStart);
        Tensors = tensors.AsReadOnly();
        Metadata = parser.Metadata;
        _byName = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>The tensors, in the order in which the header names them.</summary>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>The free strings of the header, ordered by name; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensor of that name.</summary>
    /// <exception cref="SafeTensorsException">The file has no such tensor.</exception>
    public TensorInfo this[string name] => _byName.TryGetValue(name, out TensorInfo? found)
        ? found
        : throw new SafeTensorsException(
            _file,
            $"there is no tensor '{name}'.",
            Tensors.Count == 0
                ? "The file holds no tensors."
                : $"It holds {Tensors.Count}: {string.Join(", ", Tensors.Take(8).Select(tensor => tensor.Name))}{(Tensors.Count > 8 ? ", ..." : ".")}");

    /// <summary>Opens a file and checks its header against its length.</summary>
    /// <exception cref="SafeTensorsException">The file is damaged, truncated or of another format, or a pipe.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static SafeTensorsFile Open(string path) => Open(DiskFile.OpenRead(path), path);

    /// <summary>Reads from a stream that can seek, from its beginning; disposing the result disposes the stream.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="name">How errors name it.</param>
    /// <exception cref="SafeTensorsException">The content is damaged, truncated or of another format, or the stream cannot seek.</exception>
    public static SafeTensorsFile Open(Stream stream, string name)
    {
        try
        {
            return new SafeTensorsFile(stream, name);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Whether the file has a tensor of that name.</summary>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>The values as they stand in the file, row-major, little-endian.</summary>
    /// <exception cref="SafeTensorsException">There is no such tensor, or it is too large for an array.</exception>
    public byte[] ReadBytes(string name)
    {
        TensorInfo tensor = this[name];
        var bytes = new byte[Length(tensor, tensor.ByteCount)];
        ReadAt(tensor, 0, bytes);
        return bytes;
    }

    /// <summary>The values as single precision, row-major: F64, I32 and I64 are rounded, all others are exact.</summary>
    /// <inheritdoc cref="ReadBytes"/>
    public float[] ReadSingles(string name) => Read<float>(this[name], TensorType.F32);

    /// <summary>Some values as single precision, see <see cref="ReadSingles(string)"/>, into memory that is there.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="first">The first element, row-major.</param>
    /// <param name="values">Receives as many as it is long.</param>
    /// <exception cref="SafeTensorsException">There is no such tensor.</exception>
    public void ReadSingles(string name, long first, Span<float> values)
    {
        TensorInfo tensor = this[name];
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, tensor.ElementCount - values.Length);
        Read(tensor, TensorType.F32, first, values);
    }

    /// <summary>The values as double precision, row-major: I64 is rounded, all others are exact.</summary>
    /// <inheritdoc cref="ReadBytes"/>
    public double[] ReadDoubles(string name) => Read<double>(this[name], TensorType.F64);

    /// <summary>The values of an integer or BOOL tensor, row-major.</summary>
    /// <exception cref="SafeTensorsException">There is no such tensor, it is not of integers, or it is too large for an array.</exception>
    public long[] ReadInt64s(string name)
    {
        TensorInfo tensor = this[name];
        return tensor.Type.IsFloat()
            ? throw new SafeTensorsException(_file, $"tensor '{name}' is {tensor.Type.Code()}; expected integers.", "Read it as single or double precision.")
            : Read<long>(tensor, TensorType.I64);
    }

    /// <summary>Reads the whole file and compares it with the checksum that <see cref="SafeTensorsWriter.Checksum"/> put into it.</summary>
    /// <returns>False for a file without a checksum.</returns>
    /// <exception cref="SafeTensorsException">The file is not what was written.</exception>
    public bool VerifyChecksum()
    {
        if (!Metadata.TryGetValue(SafeTensorsChecksum.Key, out string? checksum))
            return false;
        _stream.Position = _dataStart;
        return SafeTensorsChecksum.Holds(_header, checksum, [AppendRest])
            ? true
            : throw new SafeTensorsException(
                _file, "the content does not have the checksum that was written with it.", "The file is damaged; use another copy.");
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private T[] Read<T>(TensorInfo tensor, TensorType same)
        where T : unmanaged, INumberBase<T>
    {
        var values = new T[Length(tensor, tensor.ElementCount)];
        Read(tensor, same, 0, values.AsSpan());
        return values;
    }

    /// <summary>Reads in pieces: those that are converted fit a buffer, and no span of bytes can be as long as the largest tensors.</summary>
    private void Read<T>(TensorInfo tensor, TensorType same, long first, Span<T> values)
        where T : unmanaged, INumberBase<T>
    {
        int size = tensor.Type.Size(), most = BufferBytes / size;
        byte[] buffer = tensor.Type == same ? [] : new byte[Math.Min(BufferBytes, (long)values.Length * size)];
        for (int at = 0; at < values.Length; at += most)
        {
            Span<T> piece = values.Slice(at, Math.Min(most, values.Length - at));
            Span<byte> bytes = tensor.Type == same ? MemoryMarshal.AsBytes(piece) : buffer.AsSpan(0, piece.Length * size);
            ReadAt(tensor, (first + at) * size, bytes);
            if (tensor.Type != same)
                ElementType.Convert(tensor.Type, bytes, piece);
        }
    }

    private void AppendRest(IncrementalHash hash)
    {
        var buffer = new byte[BufferBytes];
        for (int read; (read = _stream.Read(buffer)) > 0;)
            hash.AppendData(buffer.AsSpan(0, read));
    }

    private void ReadAt(TensorInfo tensor, long offset, Span<byte> bytes)
    {
        _stream.Position = _dataStart + tensor.Offset + offset;
        try
        {
            _stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException failure)
        {
            throw new SafeTensorsException(
                _file, $"the file ends within tensor '{tensor.Name}'.", "It was shortened after it was opened; open it again.", failure);
        }
    }

    private int Length(TensorInfo tensor, long wanted) => wanted <= Array.MaxLength
        ? (int)wanted
        : throw new SafeTensorsException(
            _file, $"tensor '{tensor.Name}' needs an array of {wanted}; expected at most {Array.MaxLength}.", "Split the tensor.");

    private byte[] ReadHeader()
    {
        const string remedy = "The file is damaged (truncated) or not a safetensors file; export or copy it again.";
        Span<byte> field = stackalloc byte[LengthFieldSize];
        _stream.Position = 0;
        int got = _stream.ReadAtLeast(field, LengthFieldSize, throwOnEndOfStream: false);
        if (got == 0)
            throw new SafeTensorsException(_file, "the file is empty.", "It was not written to its end, or not copied; export or copy it again.");

        if (got < LengthFieldSize)
            throw new SafeTensorsException(_file, $"the file has {got} bytes; expected at least the {LengthFieldSize} bytes of the header's length.", remedy);

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(field);
        ulong most = (ulong)Math.Min(_stream.Length - LengthFieldSize, MaxHeaderLength);
        if (length > most)
        {
            string there = length <= MaxHeaderLength ? $", but only {most} follow; it was cut off" : $"; expected at most {most}";
            throw new SafeTensorsException(_file, $"the header's length is given as {length} bytes{there}.", remedy);
        }

        var header = new byte[length];
        _stream.ReadExactly(header);
        return header;
    }
}
