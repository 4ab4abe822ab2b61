namespace SpikeDistill.Interop;

/// <summary>One tensor of a file: its name, type and shape, without its values.</summary>
public sealed class TensorInfo
{
    internal TensorInfo(string name, TensorType type, int[] shape, long offset, long byteCount)
    {
        Name = name;
        Type = type;
        Shape = Array.AsReadOnly(shape);
        Offset = offset;
        ByteCount = byteCount;
    }

    /// <summary>The tensor's name, unique in its file.</summary>
    public string Name { get; }

    /// <summary>The type its elements are stored in.</summary>
    public TensorType Type { get; }

    /// <summary>Its extents, outermost first; empty for a scalar.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The bytes its values take in the file.</summary>
    public long ByteCount { get; }

    /// <summary>The number of its elements.</summary>
    public long ElementCount => ByteCount / Type.Size();

    /// <summary>Where its values begin, counted from the end of the header.</summary>
    internal long Offset { get; }

    /// <summary>Name, type and shape, as in <c>conv1.weight F32 [64, 3, 3, 3]</c>.</summary>
    public override string ToString() => $"{Name} {Type.Code()} [{string.Join(", ", Shape)}]";
}
