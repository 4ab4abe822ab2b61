namespace SpikeDistill.Interop.PyTorch;

/// <summary>A stretch of elements that tensors share; the values stand elsewhere in the file.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">The type of its elements; null where each tensor says it for itself.</param>
/// <param name="Count">The number of its elements; of its bytes where they have no type.</param>
/// <param name="First">The element of the named storage that this one begins with: older files have storages that are parts of others.</param>
internal sealed record TorchStorage(string Key, TensorType? Type, long Count, long First = 0);

/// <summary>A tensor: a view of a storage.</summary>
internal sealed class TorchTensor
{
    /// <summary>PyTorch's own limit.</summary>
    private const int MostAxes = 64;

    private TorchTensor(TorchStorage storage, TensorType type, long offset, int[] shape, long[] strides)
        => (Storage, Type, Offset, Shape, Strides) = (storage, type, offset, shape, strides);

    public TorchStorage Storage { get; }

    public TensorType Type { get; }

    /// <summary>Its first element, counted from the named storage's beginning.</summary>
    public long Offset { get; }

    public int[] Shape { get; }

    /// <summary>How many elements of the storage lie from one index to the next, for each axis.</summary>
    public long[] Strides { get; }

    public long Count => Shape.Aggregate(1L, (product, extent) => product * extent);

    /// <summary>The elements from the first to the last that it uses, both included; 0 where it has none.</summary>
    public long Reach => Count == 0 ? 0 : 1 + Shape.Zip(Strides, (extent, stride) => (extent - 1) * stride).Sum();

    /// <summary>Whether its values stand one after another, row-major.</summary>
    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int axis = Shape.Length - 1; axis >= 0; axis--)
            {
                if (Shape[axis] > 1 && Strides[axis] != expected) return false;
                expected *= Shape[axis];
            }

            return true;
        }
    }

    /// <summary>A view as the file describes it.</summary>
    /// <exception cref="InvalidOperationException">It reaches beyond its storage, or has more elements than that.</exception>
    public static TorchTensor Of(TorchStorage storage, TensorType? given, object? offset, object?[] shape, object?[] strides)
    {
        TensorType type = given ?? storage.Type ?? throw new InvalidOperationException("a tensor has no element type");
        long count = storage.Type is null ? storage.Count / type.Size() : storage.Count;
        if (offset is not long first || first < 0 || shape.Length != strides.Length || shape.Length > MostAxes) throw Wrong();

        int[] extents = [.. shape.Select(extent => extent is long and >= 0 and <= int.MaxValue ? (int)(long)extent : throw Wrong())];
        long[] steps = [.. strides.Select(step => step is long and >= 0 ? (long)step : throw Wrong())];
        Int128 elements = 1, last = first;
        for (int axis = 0; axis < extents.Length; axis++)
        {
            elements *= extents[axis];
            last += (Int128)Math.Max(extents[axis] - 1, 0) * steps[axis];
            if (elements > count || last > long.MaxValue) throw Wrong();
        }

        return elements == 0 || last < count ? new TorchTensor(storage, type, storage.First + first, extents, steps) : throw Wrong();
    }

    private static InvalidOperationException Wrong() => new("a tensor is not a view of its storage, or repeats its elements");
}
