using System.Numerics;
using System.Runtime.InteropServices;

namespace SpikeDistill.Tensors.Memory;

/// <summary>
/// Native memory that is rented and given back, never collected. A training step asks for the same sizes each time, so
/// after the first step every rent is served from what was given back: small blocks from free lists by length, large ones by
/// <see cref="BlockHeap"/>.
/// </summary>
/// <remarks>
/// A block is aligned to 64 bytes and its length is a multiple of 64, so an elementwise kernel may read and write whole
/// vectors up to the next multiple of 64 bytes behind the last element.
/// </remarks>
public sealed unsafe class MemoryPool : IDisposable
{
    internal const int Alignment = 64;

    /// <summary>From here on blocks are exactly as long as asked and share memory whatever their lengths.</summary>
    private const nuint LargeBytes = 256 << 10;

    private readonly Dictionary<nuint, Stack<nint>> _free = [];
    private readonly Lock _lock = new();
    private readonly IBlockAllocator _allocator;
    private readonly BlockHeap _large;
    private readonly bool _poison;
    private long _smallBytesHeld;
    private bool _disposed;

    /// <param name="allocator">Where blocks come from.</param>
    /// <param name="poison">
    /// For tests: fills blocks with NaN when they are rented and given back, and makes them no longer than the next multiple of 64
    /// bytes.
    /// </param>
    internal MemoryPool(IBlockAllocator? allocator = null, bool poison = false)
    {
        _allocator = allocator ?? new AlignedAllocator();
        _large = new BlockHeap(_allocator);
        _poison = poison;
    }

    /// <summary>Bytes rented now.</summary>
    public long BytesInUse { get; private set; }

    /// <summary>The most bytes that were rented at once since the pool was made or <see cref="ResetPeak"/> was called.</summary>
    public long PeakBytesInUse { get; private set; }

    /// <summary>Bytes taken from the operating system, rented or free.</summary>
    public long BytesHeld => _smallBytesHeld + _large.BytesTouched;

    /// <summary>Blocks rented and not yet given back; 0 once every scope has ended, or something leaks.</summary>
    public int BlocksInUse { get; private set; }

    /// <summary>Starts a new measurement of <see cref="PeakBytesInUse"/>.</summary>
    public void ResetPeak()
    {
        lock (_lock)
        {
            PeakBytesInUse = BytesInUse;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach ((nuint bytes, Stack<nint> blocks) in _free)
            {
                while (blocks.TryPop(out nint block))
                {
                    _allocator.Free((byte*)block, bytes);
                    _smallBytesHeld -= (long)bytes;
                }
            }

            _large.FreeEmptySegments();
        }
    }

    /// <summary>Rents at least <paramref name="bytes"/>; the contents are whatever was there before.</summary>
    internal MemoryBlock Rent(long bytes)
    {
        nuint size = _poison ? Aligned((nuint)Math.Max(bytes, 1)) : SizeClass((nuint)Math.Max(bytes, 1));
        byte* pointer;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (IsLarge(size))
            {
                pointer = _large.Rent(size).Pointer;
            }
            else if (_free.TryGetValue(size, out Stack<nint>? blocks) && blocks.TryPop(out nint block))
            {
                pointer = (byte*)block;
            }
            else
            {
                pointer = _allocator.Allocate(size);
                _smallBytesHeld += (long)size;
            }

            BlocksInUse++;
            BytesInUse += (long)size;
            PeakBytesInUse = Math.Max(PeakBytesInUse, BytesInUse);
        }

        MemoryBlock rented = new(pointer, size);
        Poison(rented);
        return rented;
    }

    internal void Return(MemoryBlock block)
    {
        Poison(block);
        lock (_lock)
        {
            BlocksInUse--;
            BytesInUse -= (long)block.Size;
            if (IsLarge(block.Size))
            {
                _large.Return(block);
                if (_disposed) _large.FreeEmptySegments();
                return;
            }

            if (_disposed)
            {
                _allocator.Free(block.Pointer, block.Size);
                _smallBytesHeld -= (long)block.Size;
                return;
            }

            if (!_free.TryGetValue(block.Size, out Stack<nint>? blocks))
            {
                _free[block.Size] = blocks = new Stack<nint>();
            }

            blocks.Push((nint)block.Pointer);
        }
    }

    private static nuint Aligned(nuint bytes) => (bytes + Alignment - 1) & ~(nuint)(Alignment - 1);

    // 0xFFFFFFFF is a NaN: a kernel that reads what nobody wrote, or what was given back, shows it.
    private void Poison(MemoryBlock block)
    {
        if (_poison)
        {
            NativeMemory.Fill(block.Pointer, block.Size, 0xFF);
        }
    }

    private bool IsLarge(nuint size) => size >= LargeBytes && !_poison;

    /// <summary>Small blocks: four classes for every power of two, so that at most a fifth of a block is unused and few classes exist.</summary>
    private static nuint SizeClass(nuint bytes)
    {
        if (bytes is <= 256 or >= LargeBytes)
        {
            return Aligned(bytes);
        }

        nuint step = (nuint)1 << (BitOperations.Log2((ulong)bytes - 1) - 2);
        return (bytes + step - 1) & ~(step - 1);
    }
}

/// <summary>A rented piece of native memory.</summary>
internal readonly unsafe record struct MemoryBlock(nint Address, nuint Size)
{
    public MemoryBlock(byte* pointer, nuint size)
        : this((nint)pointer, size)
    {
    }

    public byte* Pointer => (byte*)Address;

    public float* Floats => (float*)Address;
}
