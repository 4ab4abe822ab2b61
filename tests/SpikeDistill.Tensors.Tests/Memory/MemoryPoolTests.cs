using SpikeDistill.Tensors.Memory;

namespace SpikeDistill.Tensors.Tests.Memory;

public class MemoryPoolTests
{
    [Fact]
    public void Blocks_are_aligned_and_used_again()
    {
        using MemoryPool pool = new();
        MemoryBlock block = pool.Rent(1000);
        Assert.Equal(0, block.Address % 64);
        Assert.Equal(0u, block.Size % 64);
        pool.Return(block);
        Assert.Equal(block, pool.Rent(990));
        pool.Return(block);
        Assert.Equal((long)block.Size, pool.BytesHeld);
    }

    [Fact]
    public void At_most_a_fifth_of_a_block_is_unused()
    {
        using MemoryPool pool = new();
        for (long bytes = 0; bytes < 100_000; bytes = (bytes * 9 / 8) + 1)
        {
            MemoryBlock block = pool.Rent(bytes);
            Assert.InRange((long)block.Size, Math.Max(bytes, 1), Math.Max(bytes * 5 / 4, bytes + 64));
            Assert.Equal(0u, block.Size % 64);
            pool.Return(block);
        }
    }

    [Fact]
    public void Counters_follow()
    {
        MemoryPool pool = new();
        MemoryBlock a = pool.Rent(64), b = pool.Rent(128);
        Assert.Equal((2, 192, 192, 192), (pool.BlocksInUse, pool.BytesInUse, pool.PeakBytesInUse, pool.BytesHeld));
        pool.Return(b);
        Assert.Equal((1, 64, 192, 192), (pool.BlocksInUse, pool.BytesInUse, pool.PeakBytesInUse, pool.BytesHeld));
        pool.ResetPeak();
        Assert.Equal(64, pool.PeakBytesInUse);
        pool.Dispose();
        Assert.Equal(64, pool.BytesHeld);
        pool.Return(a);
        Assert.Equal((0, 0, 0), (pool.BlocksInUse, pool.BytesInUse, pool.BytesHeld));
        Assert.Throws<ObjectDisposedException>(() => pool.Rent(1));
    }

    [Fact]
    public unsafe void Tests_see_what_nobody_wrote_and_what_was_given_back()
    {
        using MemoryPool pool = new(poison: true);
        MemoryBlock block = pool.Rent(256);
        Assert.True(float.IsNaN(block.Floats[0]) && float.IsNaN(block.Floats[63]));
        block.Floats[7] = 1;
        pool.Return(block);
        Assert.True(float.IsNaN(block.Floats[7]));
    }

    [Fact]
    public void Many_threads_rent_at_once()
    {
        using MemoryPool pool = new();
        Parallel.For(0, 10_000, i => pool.Return(pool.Rent((i % 7 * 100) + 1)));
        Assert.Equal((0, 0), (pool.BlocksInUse, pool.BytesInUse));
    }
}
