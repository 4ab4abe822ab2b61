using System.Runtime.CompilerServices;

namespace SpikeDistill.Inference.Kernels;

/// <summary>Memory that vector loads never straddle cache lines in. It is the collector's, but does not move.</summary>
internal sealed unsafe class AlignedBuffer<T>
    where T : unmanaged
{
    private const int Line = 64;

    private readonly byte[] _bytes;

    /// <param name="length">Elements, zero at first.</param>
    public AlignedBuffer(long length)
    {
        Length = checked((int)length);
        _bytes = GC.AllocateArray<byte>(checked((int)(length * sizeof(T)) + (2 * Line)), pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref _bytes[0]);
        Pointer = (T*)((start + Line - 1) & ~(nint)(Line - 1));
    }

    /// <summary>The first element.</summary>
    public T* Pointer { get; }

    /// <summary>Elements.</summary>
    public int Length { get; }

    /// <summary>All of them.</summary>
    public Span<T> Span => new(Pointer, Length);
}
