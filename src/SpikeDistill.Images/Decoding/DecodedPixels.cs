using System.Buffers;
using System.Runtime.InteropServices;

namespace SpikeDistill.Images;

/// <summary>Memory for a decoded picture: of the usual sizes rented, so that it stays in the cache; of large ones given back to the system.</summary>
internal sealed unsafe class DecodedPixels : IDisposable
{
    private const int LargestRented = 4 << 20;

    private readonly byte[]? _rented;
    private GCHandle _pin;

    public DecodedPixels(long bytes)
    {
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
