using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;

namespace SpikeDistill.Tests.Networks.Transformers;

public sealed class SpikformerTests
{
    [Theory]
    [InlineData(4, 256, 10, 4, 4_155_178)]
    [InlineData(4, 384, 10, 4, 9_324_730)]
    [InlineData(2, 384, 10, 4, 5_765_050)]
    [InlineData(8, 384, 1000, 16, 16_816_024)]
    [InlineData(8, 512, 1000, 16, 29_689_384)]
    [InlineData(8, 768, 1000, 16, 66_338_632)]
    [InlineData(6, 512, 1000, 16, 23_373_352)]
    public void Parameter_counts_are_the_golden_ones(int depth, int dimension, int classes, int patchSize, long count)
        => Assert.Equal(count, new Spikformer { Depth = depth, Dimension = dimension, PatchSize = patchSize }.Describe(classes).ParameterCount);

    [Fact]
    public void A_stage_is_a_block_whose_tokens_are_a_map()
    {
        NetworkDescription network = new Spikformer { Depth = 2, Dimension = 16 }.Describe(classes: 10);
        Assert.Equal([new MapShape(8, 8, 16), new MapShape(8, 8, 16)], network.StageShapes(32, 32));
        Assert.Equal([new MapShape(6, 10, 16), new MapShape(6, 10, 16)], network.StageShapes(24, 40));
    }
}
