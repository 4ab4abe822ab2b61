using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;

namespace SpikeDistill.Tests.Networks.Transformers;

/// <summary>The spiking transformers at their published sizes.</summary>
public sealed class PublishedTransformerTests
{
    [Theory]
    [InlineData(4, 256, 10, 4, 4_155_178)]
    [InlineData(4, 384, 10, 4, 9_324_730)]
    [InlineData(2, 384, 10, 4, 5_765_050)]
    [InlineData(8, 384, 1000, 16, 16_816_024)]
    [InlineData(8, 512, 1000, 16, 29_689_384)]
    [InlineData(8, 768, 1000, 16, 66_338_632)]
    [InlineData(6, 512, 1000, 16, 23_373_352)]
    public void Spikformer_has_the_golden_parameter_counts(int depth, int dimension, int classes, int patchSize, long count)
        => Assert.Equal(count, new Spikformer { Depth = depth, Dimension = dimension, PatchSize = patchSize }.Describe(classes).ParameterCount);

    [Theory]
    [InlineData(4, 384, 10, 4, 9_320_122)]
    [InlineData(4, 256, 10, 4, 4_152_106)]
    [InlineData(8, 384, 1000, 16, 16_816_024)]
    [InlineData(8, 512, 1000, 16, 29_689_384)]
    [InlineData(8, 768, 1000, 16, 66_338_632)]
    public void Spikingformer_has_the_golden_parameter_counts(int depth, int dimension, int classes, int patchSize, long count)
    {
        Spikingformer network = new() { Depth = depth, Dimension = dimension, PatchSize = patchSize };
        Assert.Equal(count, network.Describe(classes).ParameterCount);
        Assert.Equal(count, (network with { Cml = true }).Describe(classes).ParameterCount);
    }

    [Theory]
    [InlineData(2, 10, 10_233_546)]
    [InlineData(2, 100, 10_279_716)]
    public void The_spike_driven_transformer_has_the_golden_parameter_count_less_what_the_public_code_does_not_use(int depth, int classes, long golden)
    {
        const int TalkingHeads = 8 * 8;
        Assert.Equal(golden - (depth * TalkingHeads), new SpikeDrivenTransformer { Depth = depth, Dimension = 512 }.Describe(classes).ParameterCount);
    }

    [Theory]
    [InlineData(20, 4, "'dimension' must be a multiple of 8, not 20")]
    [InlineData(16, 8, "'patch_size' must be 4")]
    public void Impossible_sizes_are_refused(int dimension, int patchSize, string message)
    {
        Spikformer impossible = new() { Dimension = dimension, PatchSize = patchSize };
        ArgumentException error = Assert.Throws<ArgumentException>(() => impossible.Describe(classes: 10));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Heads_that_do_not_share_the_channels_out_are_refused_with_the_node()
    {
        DescriptionException error = Assert.Throws<DescriptionException>(() => new Spikformer { Dimension = 16, Heads = 3 }.Describe(classes: 10));
        Assert.Contains("'block.0.attn.attn' (spike_attention) has 3 heads for 16 channels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stage_is_a_block_whose_tokens_are_a_map()
    {
        NetworkDescription network = new Spikformer { Depth = 2, Dimension = 16 }.Describe(classes: 10);
        Assert.Equal([new MapShape(8, 8, 16), new MapShape(8, 8, 16)], network.StageShapes(32, 32));
        Assert.Equal([new MapShape(6, 10, 16), new MapShape(6, 10, 16)], network.StageShapes(24, 40));
    }
}
