using System.Runtime.InteropServices;

namespace SpikeDistill.Tensors.Memory;

/// <summary>Where the pool gets its native blocks; tests put guard pages behind each.</summary>
internal unsafe interface IBlockAllocator
{
    /// <summary>A block of <paramref name="bytes"/> (a multiple of 64), aligned to 64 bytes.</summary>
    byte* Allocate(nuint bytes);

    void Free(byte* block, nuint bytes);
}

internal sealed unsafe class AlignedAllocator : IBlockAllocator
{
    public byte* Allocate(nuint bytes) => (byte*)NativeMemory.AlignedAlloc(bytes, MemoryPool.Alignment);

    public void Free(byte* block, nuint bytes) => NativeMemory.AlignedFree(block);
}
