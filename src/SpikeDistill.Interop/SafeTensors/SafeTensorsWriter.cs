using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SpikeDistill.Interop.SafeTensors;

/// <summary>
/// Collects tensors and writes them as one safetensors file. The same calls give the same bytes.
/// The header names tensors in the order they were added; their data stands in that order too, wider types first,
/// so that every tensor is aligned to its element.
/// </summary>
public sealed class SafeTensorsWriter
{
    private const int HeaderAlignment = 8;

    private readonly List<Entry> _entries = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Gives a tensor's values when they are written.</summary>
    /// <returns>The elements, row-major; as many as the tensor's shape has.</returns>
    public delegate ReadOnlySpan<float> Values();

    private delegate void Content(ValueBytes.Taker take);

    /// <summary>Free strings for the header, written ordered by name.</summary>
    public IDictionary<string, string> Metadata { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether to put a checksum of the whole file into the metadata, which <see cref="SafeTensorsFile.VerifyChecksum"/> checks.</summary>
    public bool Checksum { get; init; }

    /// <summary>The bytes the file takes with what has been added so far.</summary>
    public long Length => sizeof(long) + Header(Layout()).Length + _entries.Sum(entry => entry.ByteCount);

    /// <summary>Adds a tensor of F32. The values are kept by reference until they are saved.</summary>
    /// <param name="name">A name not used before.</param>
    /// <param name="shape">Extents, outermost first; empty for a scalar.</param>
    /// <param name="values">The elements, row-major.</param>
    /// <exception cref="ArgumentException">The name is taken or reserved, or shape and values disagree.</exception>
    public void Add(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<float> values) =>
        Add(name, TensorType.F32, shape, values.Length, take => ValueBytes.InPieces(values.Span, take));

    /// <summary>Adds a tensor of F32 without holding its values: they are asked for when the file is written, and once before for its checksum.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{int}, ReadOnlyMemory{float})"/>
    public void Add(string name, ReadOnlySpan<int> shape, Values values)
    {
        ArgumentNullException.ThrowIfNull(values);
        int count = values().Length;
        Add(name, TensorType.F32, shape, count, take =>
        {
            ReadOnlySpan<float> now = values();
            if (now.Length != count)
                throw new InvalidOperationException($"Tensor '{name}' had {count} values when it was added and has {now.Length} now.");
            ValueBytes.InPieces(now, take);
        });
    }

    /// <summary>Adds a tensor of F64.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{int}, ReadOnlyMemory{float})"/>
    public void Add(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<double> values) =>
        Add(name, TensorType.F64, shape, values.Length, take => ValueBytes.InPieces(values.Span, take));

    /// <summary>Adds a tensor of I64.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{int}, ReadOnlyMemory{float})"/>
    public void Add(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<long> values) =>
        Add(name, TensorType.I64, shape, values.Length, take => ValueBytes.InPieces(values.Span, take));

    /// <summary>Adds a tensor of U8.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{int}, ReadOnlyMemory{float})"/>
    public void Add(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<byte> values) =>
        Add(name, TensorType.U8, shape, values.Length, take => ValueBytes.InPieces(values.Span, take));

    /// <summary>Writes beside <paramref name="path"/> and renames over it, see <see cref="AtomicFile"/>.</summary>
    /// <inheritdoc cref="AtomicFile.Write" path="/exception"/>
    public void Save(string path) => AtomicFile.Write(path, Write);

    /// <summary>Writes the file to a stream, piece by piece.</summary>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        List<Entry> layout = Layout();
        byte[] header = Header(layout);
        if (Checksum)
            SafeTensorsChecksum.Set(header, layout.Select(entry => new SafeTensorsChecksum.Chunk(hash => entry.Content(hash.AppendData))));
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (Entry entry in layout)
            entry.Content(stream.Write);
    }

    private List<Entry> Layout() => [.. _entries.OrderByDescending(entry => entry.Type.Size())];

    private void Add(string name, TensorType type, ReadOnlySpan<int> shape, long count, Content content)
    {
        ArgumentNullException.ThrowIfNull(name);
        Int128 wanted = 1;
        foreach (int extent in shape)
            wanted = extent >= 0 && wanted <= long.MaxValue ? wanted * extent : long.MaxValue;
        if (wanted != count)
            throw new ArgumentException(
                $"Tensor '{name}' has {count} values; expected as many as the product of its shape [{string.Join(", ", shape.ToArray())}].", nameof(shape));
        if (name == SafeTensorsFile.MetadataKey || !_names.Add(name))
            throw new ArgumentException(
                $"The name '{name}' is {(name == SafeTensorsFile.MetadataKey ? "reserved" : "taken")}; give each tensor a name of its own.", nameof(name));
        _entries.Add(new Entry(name, type, shape.ToArray(), count * type.Size(), content));
    }

    private byte[] Header(List<Entry> layout)
    {
        if (Checksum)
            Metadata[SafeTensorsChecksum.Key] = SafeTensorsChecksum.Unset;
        var begins = new Dictionary<string, long>(StringComparer.Ordinal);
        long end = 0;
        foreach (Entry entry in layout)
        {
            begins[entry.Name] = end;
            end += entry.ByteCount;
        }

        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            WriteMetadata(json);
            foreach (Entry entry in _entries)
                WriteEntry(json, entry, begins[entry.Name]);
            json.WriteEndObject();
        }

        while (text.Length % HeaderAlignment != 0)
            text.WriteByte((byte)' ');
        if (text.Length > SafeTensorsFile.MaxHeaderLength)
            throw new InvalidOperationException(
                $"The header takes {text.Length} bytes; readers accept at most {SafeTensorsFile.MaxHeaderLength}. Write fewer tensors or less metadata.");
        return text.ToArray();
    }

    private void WriteMetadata(Utf8JsonWriter json)
    {
        if (Metadata.Count == 0)
            return;
        json.WriteStartObject(SafeTensorsFile.MetadataKey);
        foreach ((string key, string value) in Metadata)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, Entry entry, long begin)
    {
        json.WriteStartObject(entry.Name);
        json.WriteString("dtype", entry.Type.Code());
        json.WriteStartArray("shape");
        foreach (int extent in entry.Shape)
            json.WriteNumberValue(extent);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(begin + entry.ByteCount);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private sealed record Entry(string Name, TensorType Type, int[] Shape, long ByteCount, Content Content);
}
