using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Tests.Kernels;

namespace SpikeDistill.Tensors.Tests;

/// <summary>
/// An engine whose memory shows mistakes: blocks are full of NaN when rented and after they are given back, guard pages
/// end them (Linux), and disposing fails the test if a block was not given back.
/// </summary>
public sealed class TestEngine : IDisposable
{
    private readonly Engine _engine;

    /// <param name="threads">Threads to compute with.</param>
    /// <param name="lanes">16, 8, 4 or 1 floats side by side in elementwise kernels; 0 for what the processor has.</param>
    public TestEngine(int threads = 2, int lanes = 0)
    {
        IBlockAllocator allocator = OperatingSystem.IsLinux() ? new GuardPageAllocator() : new AlignedAllocator();
        _engine = new Engine(threads, new MemoryPool(allocator, poison: true));
        _engine.Workers.Lanes = lanes == 0 ? LaneDispatch.Widest : lanes;
    }

    /// <summary>
    /// Lanes of every form of the elementwise kernels; those without registers on this processor run in software. A child of
    /// <see cref="LowerSimdLevelTests"/> has those of its level alone, which are all that is ever taken there.
    /// </summary>
    public static int[] Widths { get; } = LowerSimdLevelTests.IsChild ? [LaneDispatch.Widest] : [1, 4, 8, 16];

    /// <summary><see cref="Widths"/>, for theories.</summary>
    public static TheoryData<int> AllLanes => [.. Widths];

    public static implicit operator Engine(TestEngine engine) => engine._engine;

    public void Dispose()
    {
        int leaked = _engine.Memory.BlocksInUse;
        _engine.Dispose();
        Assert.Equal(0, leaked);
        Assert.Equal(0, _engine.Memory.BytesHeld);
    }
}
