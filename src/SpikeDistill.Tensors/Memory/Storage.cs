namespace SpikeDistill.Tensors.Memory;

/// <summary>A block with the number of those who still need it: tensor handles and what the tape saved for its backward pass.</summary>
internal sealed unsafe class Storage(MemoryPool pool, long bytes)
{
    private readonly MemoryBlock _block = pool.Rent(bytes);

    public int Holders { get; private set; } = 1;

    public byte* Pointer => _block.Pointer;

    public long Bytes => bytes;

    /// <summary>The largest number a byte of counts can be.</summary>
    public int Largest { get; set; } = byte.MaxValue;

    public void Hold() => Holders++;

    public void Drop()
    {
        if (--Holders == 0)
        {
            pool.Return(_block);
        }
    }
}
