using SpikeDistill.Tensors.Memory;

namespace SpikeDistill.Tensors;

/// <summary>
/// A value: a shape and a storage that belongs to a <see cref="TensorScope"/>. It lives until its scope ends or
/// <see cref="Release"/> is called; reading it afterwards throws. Not safe for use by several threads at once.
/// </summary>
public sealed unsafe class Tensor
{
    private Storage? _storage;

    internal Tensor(Shape shape, StorageKind kind, Storage storage, bool needsGradient = false)
    {
        Shape = shape;
        Kind = kind;
        NeedsGradient = needsGradient;
        _storage = storage;
    }

    /// <summary>The lengths of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>How the elements are stored.</summary>
    public StorageKind Kind { get; }

    /// <summary>Whether a backward pass works out a gradient for this value: a variable, or computed from one on a recording tape.</summary>
    public bool NeedsGradient { get; internal set; }

    /// <summary>Whether the operation that made it adds two gradients on the way, so that nobody need add them before.</summary>
    internal bool AddsGradientsItself { get; set; }

    /// <summary>Whether the value was given back, so that reading it throws.</summary>
    public bool IsReleased => _storage is null;

    /// <summary>The elements of a Float32 tensor in row-major order.</summary>
    /// <exception cref="TensorException">The tensor holds spikes or counts (widen it or use <see cref="ToArray"/>) or was given back.</exception>
    public Span<float> Values => new(Floats, checked((int)Shape.Count));

    /// <summary>The packed bits of a Spikes tensor, laid out by <see cref="SpikeLayout"/>.</summary>
    /// <exception cref="TensorException">The tensor holds no spikes or was given back.</exception>
    public Span<byte> Bits => new(SpikeBytes, checked((int)SpikeLayout.Bytes(Shape)));

    /// <summary>The elements of a Counts tensor in row-major order.</summary>
    /// <exception cref="TensorException">The tensor holds no counts or was given back.</exception>
    public Span<byte> Counts => new(CountBytes, checked((int)Shape.Count));

    /// <summary>The first element, aligned to 64 bytes; writable up to the next multiple of 64 bytes behind the last.</summary>
    internal float* Floats
    {
        get
        {
            if (Kind != StorageKind.Float32)
            {
                throw new TensorException($"The tensor {Shape} holds {Content} where floats are needed; call Widen first.");
            }

            return (float*)Storage.Pointer;
        }
    }

    internal byte* SpikeBytes
    {
        get
        {
            if (Kind != StorageKind.Spikes)
            {
                throw new TensorException($"The tensor {Shape} holds {Content} where packed spikes are needed.");
            }

            return Storage.Pointer;
        }
    }

    internal byte* CountBytes
    {
        get
        {
            if (Kind != StorageKind.Counts)
            {
                throw new TensorException($"The tensor {Shape} holds {Content} where counts are needed.");
            }

            return Storage.Pointer;
        }
    }

    /// <summary>The largest number an element can be, where that is known: 1 for spikes.</summary>
    internal int? Largest => Kind switch
    {
        StorageKind.Spikes => 1,
        StorageKind.Counts => Storage.Largest,
        _ => null,
    };

    private string Content => Kind switch
    {
        StorageKind.Spikes => "packed spikes",
        StorageKind.Counts => "counts",
        _ => "floats",
    };

    internal Storage Storage => _storage
        ?? throw new TensorException(
            $"The tensor {Shape} was used after it was given back: its scope has ended or Release was "
                + "called. Keep a value that must live longer with TensorScope.Keep.");

    /// <summary>The only element of a scalar or one-element Float32 tensor.</summary>
    /// <exception cref="TensorException">There is not exactly one element.</exception>
    public float Item()
    {
        if (Shape.Count != 1)
        {
            throw new TensorException($"Item needs exactly one element, but the tensor has the shape {Shape}.");
        }

        return Values[0];
    }

    /// <summary>A copy of all elements in row-major order; spikes come out as 0 and 1.</summary>
    public float[] ToArray()
    {
        if (Kind == StorageKind.Float32)
        {
            return Values.ToArray();
        }

        float[] result = new float[Shape.Count];
        if (Kind == StorageKind.Counts)
        {
            ReadOnlySpan<byte> counts = Counts;
            for (int i = 0; i < result.Length; i++)
            {
                result[i] = counts[i];
            }

            return result;
        }

        int channels = Shape[^1], rowBytes = SpikeLayout.RowBytes(channels);
        ReadOnlySpan<byte> bits = Bits;
        for (int row = 0, at = 0; at < result.Length; row++)
        {
            for (int c = 0; c < channels; c++)
            {
                result[at++] = (bits[(row * rowBytes) + (c >> 3)] >> (c & 7)) & 1;
            }
        }

        return result;
    }

    /// <summary>The number of spikes (set bits) of a Spikes tensor.</summary>
    public long CountSpikes() => SpikeCount.Of(Bits);

    /// <summary>
    /// Says that the caller will not read this value again. The memory goes back at once, or, when the tape saved the
    /// value for its backward pass, as soon as that is done. Gradients still flow through a released value.
    /// </summary>
    public void Release()
    {
        _storage?.Drop();
        _storage = null;
    }

    /// <summary>For example <c>Float32 [2, 64, 10]</c>.</summary>
    public override string ToString() => $"{Kind} {Shape}{(IsReleased ? " (released)" : string.Empty)}";
}
