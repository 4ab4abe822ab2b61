using System.Text.Json;

namespace SpikeDistill.Interop.SafeTensors;

/// <summary>Reads and checks the JSON header. Nothing it says is believed before it is compared with the file's length.</summary>
internal sealed class HeaderParser(string file)
{
    private const string Damaged = "The file is damaged or not a safetensors file; export or copy it again.";

    private readonly List<TensorInfo> _tensors = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <returns>The tensors in the order in which the header names them.</returns>
    public List<TensorInfo> Parse(ReadOnlyMemory<byte> header, long dataLength)
    {
        if (header.IsEmpty || header.Span[0] != (byte)'{')
            throw Bad("the header does not begin with '{'.");
        try
        {
            using var document = JsonDocument.Parse(header);
            foreach (JsonProperty entry in document.RootElement.EnumerateObject())
            {
                if (!_names.Add(entry.Name))
                    throw Bad($"the header names '{entry.Name}' twice; expected each name once.");
                if (entry.Name == SafeTensorsFile.MetadataKey)
                    ReadMetadata(entry.Value);
                else
                    _tensors.Add(ReadTensor(entry.Name, entry.Value));
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is no valid UTF-8 or holds half a surrogate pair.
            string place = failure is JsonException { LineNumber: { } line, BytePositionInLine: { } position }
                ? $" from line {line + 1}, byte {position + 1} on"
                : ": a text in it is no Unicode";
            throw new SafeTensorsException(file, $"the header is not valid JSON{place}.", Damaged, failure);
        }

        CheckEnd(header.Length, dataLength);
        CheckCover(dataLength);
        return _tensors;
    }

    private void ReadMetadata(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw Bad($"'{SafeTensorsFile.MetadataKey}' is {Kind(value)}; expected an object of strings.");
        foreach (JsonProperty item in value.EnumerateObject())
        {
            if (item.Value.ValueKind != JsonValueKind.String)
                throw Bad($"'{SafeTensorsFile.MetadataKey}' entry '{item.Name}' is {Kind(item.Value)}; expected a string.");
            if (!_metadata.TryAdd(item.Name, item.Value.GetString()!))
                throw Bad($"'{SafeTensorsFile.MetadataKey}' names '{item.Name}' twice; expected each name once.");
        }
    }

    private TensorInfo ReadTensor(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw Bad($"tensor '{name}' is {Kind(value)}; expected an object with dtype, shape and data_offsets.");
        JsonElement dtype = Member(name, value, "dtype", JsonValueKind.String);
        if (!ElementType.TryParse(dtype.GetString()!, out TensorType type))
        {
            throw new SafeTensorsException(
                file,
                $"tensor '{name}' has dtype '{dtype.GetString()}'; expected one of {ElementType.KnownCodes}.",
                "Convert the tensor to F32 before saving it.");
        }

        long[] offsets = Integers(name, value, "data_offsets");
        if (offsets.Length != 2 || offsets[0] > offsets[1])
        {
            throw Bad($"tensor '{name}' has data_offsets [{string.Join(", ", offsets)}]; expected a begin and an end.");
        }

        long[] extents = Integers(name, value, "shape");
        long byteCount = offsets[1] - offsets[0];
        if (ByteCount(extents, type) is not { } wanted || wanted != byteCount)
        {
            throw Bad($"tensor '{name}' of {type.Code()} and shape [{string.Join(", ", extents)}] has {byteCount} bytes of data; "
                + "expected the product of its shape times the size of an element.");
        }

        return new TensorInfo(name, type, Array.ConvertAll(extents, extent => (int)extent), offsets[0], byteCount);
    }

    private static long? ByteCount(long[] shape, TensorType type)
    {
        Int128 count = type.Size();
        foreach (long extent in shape)
        {
            if (extent > int.MaxValue)
                return null;
            count *= extent;
            if (count > long.MaxValue)
                return null;
        }

        return (long)count;
    }

    private JsonElement Member(string tensor, JsonElement owner, string name, JsonValueKind kind)
    {
        JsonElement? found = null;
        foreach (JsonProperty member in owner.EnumerateObject())
        {
            if (!member.NameEquals(name))
                continue;
            if (found is not null)
                throw Bad($"tensor '{tensor}' has '{name}' twice; expected it once.");
            found = member.Value;
        }

        if (found is not { } value)
            throw Bad($"tensor '{tensor}' has no '{name}'; expected dtype, shape and data_offsets.");
        if (value.ValueKind != kind)
            throw Bad($"tensor '{tensor}' has {Kind(value)} as '{name}'; expected {kind.ToString().ToLowerInvariant()}.");
        return value;
    }

    private long[] Integers(string tensor, JsonElement owner, string name)
    {
        JsonElement array = Member(tensor, owner, name, JsonValueKind.Array);
        var numbers = new List<long>();
        foreach (JsonElement item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long number) || number < 0)
                throw Bad($"tensor '{tensor}' has {item} in '{name}'; expected integers of 0 or more.");
            numbers.Add(number);
        }

        return [.. numbers];
    }

    /// <summary>All data that the header tells of must be there.</summary>
    private void CheckEnd(long headerLength, long dataLength)
    {
        long end = _tensors.Count == 0 ? 0 : _tensors.Max(tensor => tensor.Offset + tensor.ByteCount);
        if (end > dataLength)
        {
            Int128 before = SafeTensorsFile.LengthFieldSize + headerLength;
            throw new SafeTensorsException(
                file,
                $"it has {before + dataLength} bytes, but its header tells of {before + end}; it was cut off.",
                "It was not written to its end, or not copied; export or copy it again.");
        }
    }

    /// <summary>The tensors must tile the data: no hole, no overlap, nothing after the last.</summary>
    private void CheckCover(long dataLength)
    {
        long end = 0;
        string before = "the header";
        foreach (TensorInfo tensor in _tensors.OrderBy(tensor => tensor.Offset).ThenBy(tensor => tensor.ByteCount))
        {
            if (tensor.Offset < end)
                throw Bad($"the data of '{tensor.Name}' begins at {tensor.Offset} and overlaps that of '{before}', which ends at {end}.");
            if (tensor.Offset > end)
                throw Bad($"there is a hole of {tensor.Offset - end} bytes between '{before}' and the data of '{tensor.Name}'; expected none.");
            end += tensor.ByteCount;
            before = tensor.Name;
        }

        if (end != dataLength)
            throw Bad($"{dataLength - end} bytes follow the last tensor; expected the data to end at {end}.");
    }

    private static string Kind(JsonElement value) => value.ValueKind.ToString().ToLowerInvariant();

    private SafeTensorsException Bad(string problem) => new(file, problem, Damaged);
}
