using System.Collections.ObjectModel;

namespace SpikeDistill.Interop.PyTorch;

/// <summary>
/// The weights in a file that <c>torch.save</c> wrote (.pth, .pt), of today's form and of the one before PyTorch 1.6: a state dictionary,
/// or a checkpoint with one in it. Tensors are views of shared storages with strides; they are read row-major. A pickle is a program:
/// here a few of its operations build tensors and plain containers, nothing is run, and whatever else is named is refused by that name.
/// Opening reads the names; values are read when asked for. Not safe for use by several threads at once.
/// </summary>
public sealed class PyTorchFile : ITensorFile
{
    internal const string Damaged = "The file is damaged, or not what torch.save writes; get or save it again.";
    private const int BufferBytes = 1 << 16;

    private readonly string _file;
    private readonly TorchStorages _storages;
    private readonly Dictionary<string, TorchTensor> _byName;
    private (TorchTensor Tensor, byte[] Values)? _gathered;

    private PyTorchFile(PyTorchContent content, string file, string? entry)
    {
        _file = file;
        _storages = content.Storages;
        StateDictionary state = StateDictionary.Find(content.Root, entry, file);
        (Entry, OtherEntries) = (state.Entry, state.Others);
        _byName = state.Tensors.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        Tensors = new ReadOnlyCollection<TensorInfo>(
            [.. state.Tensors.Select(pair => new TensorInfo(pair.Key, pair.Value.Type, pair.Value.Shape, 0, pair.Value.Count * pair.Value.Type.Size()))]);
        foreach (TorchTensor tensor in _byName.Values) _storages.Check(tensor.Storage.Key, (tensor.Offset + tensor.Reach) * tensor.Type.Size());
    }

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>None: PyTorch's files have no free texts.</summary>
    public IReadOnlyDictionary<string, string> Metadata => ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The entry that the weights are, such as <c>state_dict</c>, parts between dots; empty where they are the whole file.</summary>
    public string Entry { get; }

    /// <summary>Other entries that hold tensors, such as averaged weights.</summary>
    public IReadOnlyList<string> OtherEntries { get; }

    /// <summary>Opens a file and reads what it holds, without the values.</summary>
    /// <param name="path">The file.</param>
    /// <param name="entry">The entry that the weights are, parts between dots; null for the usual one.</param>
    /// <exception cref="PyTorchException">The file is damaged, holds something else than tensors and plain containers, or no weights.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static PyTorchFile Open(string path, string? entry = null) => Open(DiskFile.OpenRead(path), path, entry);

    /// <summary>Reads from a stream that can seek, from its beginning; disposing the result disposes the stream.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="name">How errors name it.</param>
    /// <param name="entry">The entry that the weights are, parts between dots; null for the usual one.</param>
    /// <exception cref="PyTorchException">As for a file, or the stream cannot seek.</exception>
    public static PyTorchFile Open(Stream stream, string name, string? entry = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        PyTorchContent? content = null;
        try
        {
            if (!stream.CanSeek) throw new PyTorchException(name, "it cannot be sought, as pipes cannot; expected a file on disk.", "Copy it to disk first.");

            stream.Position = 0;
            FileKind kind = FileKinds.Of(stream);
            content = kind switch
            {
                FileKind.Zip or FileKind.PyTorch when IsZip(stream) => PyTorchContent.OfZip(stream, name),
                FileKind.PyTorch => PyTorchContent.OfPickles(stream, name),
                _ => throw new PyTorchException(name, $"it is {kind.Words()}, not a file of PyTorch.", Conversion.General(kind) ?? "Name another file."),
            };
            return new PyTorchFile(content, name, entry);
        }
        catch
        {
            content?.Storages.Dispose();
            stream.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="PyTorchException">There is no such tensor, or the file is damaged there.</exception>
    public void ReadSingles(string name, long first, Span<float> values)
    {
        TorchTensor tensor = _byName.TryGetValue(name, out TorchTensor? found)
            ? found
            : throw new PyTorchException(_file, $"there is no tensor '{name}'.", $"It holds {Tensors.Count}.");
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, tensor.Count - values.Length);
        int size = tensor.Type.Size(), most = BufferBytes / size;
        if (!tensor.IsContiguous)
        {
            ElementType.Convert(tensor.Type, Gathered(tensor, name).AsSpan((int)(first * size), values.Length * size), values);
            return;
        }

        byte[] buffer = new byte[Math.Min(BufferBytes, (long)values.Length * size)];
        for (int at = 0; at < values.Length; at += most)
        {
            Span<float> piece = values.Slice(at, Math.Min(most, values.Length - at));
            Span<byte> bytes = buffer.AsSpan(0, piece.Length * size);
            _storages.Read(tensor.Storage.Key, (tensor.Offset + first + at) * size, bytes);
            ElementType.Convert(tensor.Type, bytes, piece);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _storages.Dispose();

    private static bool IsZip(Stream stream)
    {
        bool zip = stream.ReadByte() == 'P';
        stream.Position = 0;
        return zip;
    }

    /// <summary>The values of a tensor whose elements stand in another order, such as channels last, row-major; the last one is kept.</summary>
    private byte[] Gathered(TorchTensor tensor, string name)
    {
        if (_gathered is { } kept && kept.Tensor == tensor) return kept.Values;

        int size = tensor.Type.Size();
        if (tensor.Reach > Array.MaxLength / size)
        {
            throw new PyTorchException(_file, $"the tensor '{name}' is a view of {tensor.Reach} elements.", "Save it contiguous: tensor.contiguous().");
        }

        byte[] from = new byte[tensor.Reach * size], to = new byte[tensor.Count * size];
        _storages.Read(tensor.Storage.Key, tensor.Offset * size, from);
        int written = 0;
        Gather(tensor, 0, 0, size, from, to, ref written);
        _gathered = (tensor, to);
        return to;
    }

    private static void Gather(TorchTensor tensor, int axis, long at, int size, byte[] from, byte[] to, ref int written)
    {
        if (axis == tensor.Shape.Length)
        {
            from.AsSpan((int)(at * size), size).CopyTo(to.AsSpan(written));
            written += size;
            return;
        }

        for (int i = 0; i < tensor.Shape[axis]; i++) Gather(tensor, axis + 1, at + (i * tensor.Strides[axis]), size, from, to, ref written);
    }
}
