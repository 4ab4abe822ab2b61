using System.Buffers;
using System.Runtime.InteropServices;

namespace SpikeDistill.Images;

/// <summary>Memory for a decoded picture: of the usual sizes rented, so that it stays in the cache; of large ones given back to the system.</summary>
internal sealed unsafe class DecodedPixels : IDisposable
{
    private const int LargestRented = 4 << 20;

    [ThreadStatic]
    private static long _largest;

    private readonly byte[]? _rented;
    private GCHandle _pin;

    public DecodedPixels(long bytes)
    {
        _largest = Math.Max(_largest, bytes);
        if (bytes <= LargestRented)
        {
            _rented = ArrayPool<byte>.Shared.Rent((int)bytes);
            _pin = GCHandle.Alloc(_rented, GCHandleType.Pinned);
            Address = (void*)_pin.AddrOfPinnedObject();
        }
        else
        {
            Address = NativeMemory.Alloc((nuint)bytes);
        }
    }

    public void* Address { get; }

    /// <summary>The most bytes that this thread has asked for at once since it was asked last; for tests.</summary>
    internal static long TakeLargest() => Interlocked.Exchange(ref _largest, 0);

    public void Dispose()
    {
        if (_rented is null)
        {
            NativeMemory.Free(Address);
            return;
        }

        _pin.Free();
        ArrayPool<byte>.Shared.Return(_rented);
    }
}
