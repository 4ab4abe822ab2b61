using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Tests.Kernels;

public class LaneDispatchTests
{
    [Fact]
    [Trait("Category", "Kernel")]
    public void A_kernel_runs_in_the_form_that_is_asked_for()
    {
        foreach (int lanes in new[] { 1, 4, 8, 16 })
        {
            int[] seen = new int[3];
            LaneDispatch.Run(lanes, new Recorder(seen), 5, 9);
            Assert.Equal([lanes, 5, 9], seen);
        }
    }

    private readonly struct Recorder(int[] seen) : ILaneKernel
    {
        public void Run<TLanes>(long start, long end)
            where TLanes : struct, ILanes<TLanes>
            => (seen[0], seen[1], seen[2]) = (TLanes.Count, (int)start, (int)end);
    }
}
