using SpikeDistill.Tensors.Memory;

namespace SpikeDistill.Tensors.Tests.Memory;

public class BlockHeapTests
{
    private const int Unit = 1 << 20;

    [Fact]
    public void What_one_size_gave_back_another_uses()
    {
        using MemoryPool pool = new();
        MemoryBlock a = pool.Rent(2 * Unit), b = pool.Rent(3 * Unit), c = pool.Rent(Unit);
        pool.Return(a);
        pool.Return(b);
        MemoryBlock joined = pool.Rent(5 * Unit);
        Assert.Equal(a.Address, joined.Address);
        Assert.Equal(6 * Unit, pool.BytesHeld);
        pool.Return(joined);
        MemoryBlock d = pool.Rent(Unit), e = pool.Rent(4 * Unit);
        Assert.Equal((a.Address, a.Address + Unit), (d.Address, e.Address));
        foreach (MemoryBlock block in (MemoryBlock[])[c, d, e]) pool.Return(block);
        Assert.Equal((0, 0L, 6L * Unit), (pool.BlocksInUse, pool.BytesInUse, pool.BytesHeld));
    }

    [Fact]
    public void The_smallest_hole_that_fits_is_taken()
    {
        using MemoryPool pool = new();
        MemoryBlock[] blocks = [.. new[] { 4, 1, 2, 1, 3, 1 }.Select(units => pool.Rent(units * Unit))];
        foreach (int i in (int[])[0, 2, 4]) pool.Return(blocks[i]);
        Assert.Equal(blocks[2].Address, pool.Rent(2 * Unit).Address);
        Assert.Equal(blocks[4].Address, pool.Rent(2 * Unit).Address);
        Assert.Equal(blocks[0].Address, pool.Rent(2 * Unit).Address);
        Assert.Equal(12 * Unit, pool.BytesHeld);
    }

    [Fact]
    public void Blocks_never_overlap_and_a_second_round_takes_no_more_memory()
    {
        using MemoryPool pool = new();
        long held = Round(pool);
        Assert.Equal(held, Round(pool));
        Assert.Equal((0, 0), (pool.BlocksInUse, pool.BytesInUse));
    }

    [Fact]
    public void A_block_longer_than_a_segment_has_one_of_its_own()
    {
        using MemoryPool pool = new();
        MemoryBlock small = pool.Rent(Unit), long1 = pool.Rent(300L * Unit);
        Assert.Equal(301L * Unit, pool.BytesHeld);
        pool.Return(small);
        pool.Return(long1);
        Assert.Equal(long1.Address, pool.Rent(300L * Unit).Address);
    }

    [Fact]
    public void Memory_goes_back_when_the_last_block_comes_after_the_end()
    {
        MemoryPool pool = new();
        MemoryBlock a = pool.Rent(Unit), b = pool.Rent(Unit);
        pool.Return(a);
        pool.Dispose();
        Assert.Equal(2 * Unit, pool.BytesHeld);
        pool.Return(b);
        Assert.Equal((0, 0L, 0L), (pool.BlocksInUse, pool.BytesInUse, pool.BytesHeld));
    }

    // Rents and returns in a mixed order; every block is written whole and read back before it goes.
    private static unsafe long Round(MemoryPool pool)
    {
        Random random = new(1);
        List<(MemoryBlock Block, byte Mark)> live = [];
        for (int i = 0; i < 400; i++)
        {
            if (live.Count > 0 && random.Next(2) == 0)
            {
                int index = random.Next(live.Count);
                Check(live[index]);
                live.RemoveAt(index);
            }
            else
            {
                MemoryBlock block = pool.Rent(random.Next(1, Unit));
                Assert.Equal(0, block.Address % 64);
                new Span<byte>(block.Pointer, (int)block.Size).Fill((byte)i);
                live.Add((block, (byte)i));
            }
        }

        foreach ((MemoryBlock Block, byte Mark) one in live) Check(one);
        return pool.BytesHeld;

        void Check((MemoryBlock Block, byte Mark) one)
        {
            Assert.Equal(-1, new Span<byte>(one.Block.Pointer, (int)one.Block.Size).IndexOfAnyExcept(one.Mark));
            pool.Return(one.Block);
        }
    }
}
