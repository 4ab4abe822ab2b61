namespace SpikeDistill.Tensors.Memory;

/// <summary>
/// What a <see cref="MemoryPool"/> would hold after blocks were rented and given back in some order, with the gaps that they leave between
/// them: the pool itself over addresses that stand for nothing, so that no memory is taken.
/// </summary>
public sealed class RehearsedMemory : IDisposable
{
    private readonly MemoryPool _pool = new(new Addresses());
    private readonly Dictionary<int, MemoryBlock> _rented = [];
    private int _next;

    /// <summary>Bytes that would be taken from the operating system so far.</summary>
    public long BytesHeld => _pool.BytesHeld;

    /// <summary>Rents a block.</summary>
    /// <param name="bytes">At least so many.</param>
    /// <returns>Its number, for <see cref="Return"/>.</returns>
    public int Rent(long bytes)
    {
        _rented[_next] = _pool.Rent(bytes);
        return _next++;
    }

    /// <summary>Gives a block back.</summary>
    /// <param name="block">Its number.</param>
    public void Return(int block)
    {
        _rented.Remove(block, out MemoryBlock rented);
        _pool.Return(rented);
    }

    /// <inheritdoc/>
    public void Dispose() => _pool.Dispose();

    private sealed unsafe class Addresses : IBlockAllocator
    {
        private nuint _end = 1 << 20;

        public byte* Allocate(nuint bytes)
        {
            nuint start = _end;
            _end += bytes;
            return (byte*)start;
        }

        public void Free(byte* block, nuint bytes)
        {
        }
    }
}
