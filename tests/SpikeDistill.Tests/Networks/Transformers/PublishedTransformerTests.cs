using SpikeDistill.Catalogs;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Tests.Networks.Transformers;

/// <summary>Transformers at their published sizes.</summary>
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
        Assert.Contains(
            "'block.0.attn.attn' (spike_attention) has 3 heads for 16 channels, "
                + "which they must share out evenly; choose heads that divide 16, such as 2, or",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_stage_is_a_block_whose_tokens_are_a_map()
    {
        NetworkDescription network = new Spikformer { Depth = 2, Dimension = 16 }.Describe(classes: 10);
        Assert.Equal([new MapShape(8, 8, 16), new MapShape(8, 8, 16)], network.StageShapes(32, 32));
        Assert.Equal([new MapShape(6, 10, 16), new MapShape(6, 10, 16)], network.StageShapes(24, 40));
    }

    [Fact]
    public void Vision_transformers_have_timms_parameter_counts_and_names()
    {
        Assert.Equal(22_050_664, VisionTransformer.Small.Describe(classes: 1000).ParameterCount);
        Assert.Equal(86_567_656, VisionTransformer.Base.Describe(classes: 1000).ParameterCount);
        NetworkGraph one = (VisionTransformer.Small with { Depth = 1 }).Describe(classes: 10).GraphOf(Dynamics.Rectifier);
        string[] names = [.. one.Parameters.Select(parameter => $"{parameter.Name} {parameter.Shape}")];
        Assert.Equal(
            [
                "patch_embed.proj.weight [384, 3, 16, 16]", "patch_embed.proj.bias [384]", "cls_token [1, 1, 384]", "pos_embed [1, 197, 384]",
                "blocks.0.norm1.weight [384]", "blocks.0.norm1.bias [384]", "blocks.0.attn.qkv.weight [1152, 384]", "blocks.0.attn.qkv.bias [1152]",
                "blocks.0.attn.proj.weight [384, 384]", "blocks.0.attn.proj.bias [384]", "blocks.0.norm2.weight [384]", "blocks.0.norm2.bias [384]",
                "blocks.0.mlp.fc1.weight [1536, 384]", "blocks.0.mlp.fc1.bias [1536]", "blocks.0.mlp.fc2.weight [384, 1536]", "blocks.0.mlp.fc2.bias [384]",
                "norm.weight [384]", "norm.bias [384]", "head.weight [10, 384]", "head.bias [10]",
            ],
            names);
    }

    [Fact]
    public void Vision_transformers_take_small_images_and_give_the_vector_before_the_classifier()
    {
        MapShape vector = Assert.Single(VisionTransformer.Small.Describe(classes: 10).StageShapes(32, 32));
        Assert.Equal((1, 1, 384, true), (vector.Height, vector.Width, vector.Channels, vector.IsVector));
        ArgumentException error = Assert.Throws<ArgumentException>(() => (VisionTransformer.Small with { ImageSize = 100 }).Describe(classes: 10));
        Assert.Contains("'image_size' must be a multiple of 'patch_size', 16, not 100", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_without_neurons_is_no_student_of_steps()
    {
        NetworkSettings settings = new() { Family = VisionTransformer.Small, Classes = 10 };
        Assert.Contains("'vit-s16' has no neurons", Assert.Throws<ArgumentException>(settings.Describe).Message, StringComparison.Ordinal);
        Assert.Equal("vit-b16 12-768", VisionTransformer.Base.Title);
    }

    [Fact]
    public void Every_transformer_has_a_name_in_the_catalog()
    {
        string[] names = ["spikformer", "spikingformer", "spike-driven-transformer", "vit-s16", "vit-b16"];
        Assert.All(names, name => Assert.IsAssignableFrom<TransformerFamily>(Catalog.Default.Networks.Find(name).Default));
    }
}
