using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Tests.Kernels.Convolution;

public class PlanCacheTests
{
    [Fact]
    public void A_plan_is_made_once()
    {
        int made = 0;
        PlanCache<int, string> cache = new(key => $"plan {key}, the {++made}.");
        Assert.Equal("plan 7, the 1.", cache.For(7));
        Assert.Equal("plan 7, the 1.", cache.For(7));
    }

    [Fact]
    public void Ever_new_shapes_do_not_fill_the_memory()
    {
        PlanCache<int, string> cache = new(key => $"plan {key}");
        for (int key = 0; key < 10 * PlanCache<int, string>.Most; key++)
        {
            Assert.Equal($"plan {key}", cache.For(key));
            Assert.InRange(cache.Count, 1, PlanCache<int, string>.Most);
        }
    }
}
