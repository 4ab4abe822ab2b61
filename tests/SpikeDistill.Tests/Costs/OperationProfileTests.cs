using SpikeDistill.Costs;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using static SpikeDistill.Tests.Networks.TestNetworks;

namespace SpikeDistill.Tests.Costs;

public sealed class OperationProfileTests
{
    // One block, one channel, 2x2 images of 3 channels, 3 steps. Of the 9 taps of each of the 4 pixels, 4 lie within the image.
    private static readonly NetworkSettings Tiny = new() { Family = new ResNet { Blocks = [1], Width = 1 }, Classes = 2, Timesteps = 3 };

    [Fact]
    public void Folded_counts_weights_only_and_the_first_convolution_once()
    {
        OperationCount count = OperationProfile.Of(Tiny, 2, TinyRates, CountingRule.Folded).Total;
        Assert.Equal(4 * 27, count.Macs);
        Assert.Equal(3 * ((36 * 0.5) + (36 * 0.25) + (2 * 0.125)), count.Acs, 9);
        Assert.Equal((4 * 27) + (3 * (36 + 36 + 2)), count.Ops);
    }

    [Fact]
    public void Fanout_counts_what_each_spike_reaches()
    {
        OperationCount count = OperationProfile.Of(Tiny, 2, TinyRates, CountingRule.Fanout).Total;
        Assert.Equal(3 * ((4 * 27) + (3 * 4) + 2), count.Macs);
        Assert.Equal(3 * ((16 * 0.5) + (16 * 0.25)), count.Acs, 9);
        Assert.Equal(count.Macs + (3 * (16 + 16)), count.Ops);
    }

    [Fact]
    public void Fanout_knows_strides()
    {
        // Stage 2 halves 4x4 images: of its 3 taps, pixels 0 and 1 of a row reach 2 and 3. Its 1x1 projection reaches all.
        NetworkSettings two = Tiny.Sized(blocks: [1, 1]);
        OperationProfile profile = OperationProfile.Of(two, 4, _ => 1, CountingRule.Fanout);
        Assert.Equal(3 * 5 * 5 * 2, Layer(profile, "layer2.0.conv1").Operations.Acs);
        Assert.Equal(3 * 2 * 2 * 2, Layer(profile, "layer2.0.downsample.0").Operations.Acs);
    }

    [Fact]
    public void Layers_tell_kind_parameters_and_rates()
    {
        OperationProfile profile = OperationProfile.Of(Tiny, 2, TinyRates);
        Assert.Equal(
            ["conv1", "bn1", "stem", "layer1.0.conv1", "layer1.0.bn1", "layer1.0.1", "layer1.0.conv2", "layer1.0.bn2", "layer1.0.2", "global_pool", "fc"],
            profile.Layers.Select(layer => layer.Name));
        LayerOperations convolution = Layer(profile, "layer1.0.conv2");
        Assert.Equal(("convolution", 9, 0.25, null), (convolution.Kind, convolution.Parameters, convolution.InputRate, convolution.FiringRate));
        LayerOperations neurons = Layer(profile, "layer1.0.2");
        Assert.Equal(("neurons", 0, null, 0.125), (neurons.Kind, neurons.Parameters, neurons.InputRate, neurons.FiringRate));
        Assert.Equal(4, neurons.Neurons);
        Assert.Equal((0.5 + 0.25 + 0.125) / 3, profile.FiringRate, 9);
        Assert.Equal(profile.Total.Acs, profile.Layers.Sum(layer => layer.Operations.Acs), 9);
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet34")]
    [InlineData("resnet19")]
    [InlineData("resnet19-fc256")]
    [InlineData("resnet19-tet")]
    [InlineData("vgg11")]
    [InlineData("vgg11-rate")]
    [InlineData("vgg16")]
    public void Parameters_are_the_networks(string architecture)
    {
        NetworkSettings settings = new() { Family = Family(architecture), Classes = 100 };
        OperationProfile profile = OperationProfile.Of(settings, 32, _ => 0.1);
        Assert.Equal(settings.Describe().ParameterCount, profile.Parameters);
    }

    [Fact]
    public void What_follows_an_average_pool_multiplies_by_syops_and_fanout_but_not_folded()
    {
        NetworkSettings settings = new() { Family = new Vgg(), Classes = 100 };
        foreach (CountingRule rule in Enum.GetValues<CountingRule>())
        {
            OperationProfile profile = OperationProfile.Of(settings, 32, layer => layer == "conv2" ? 0.5 : 0.25, rule);
            LayerOperations behindPool = Layer(profile, "features.7"), behindSpikes = Layer(profile, "features.3");
            Assert.Equal(0.5, behindPool.InputRate);
            Assert.Equal(rule == CountingRule.Folded, behindPool.Operations.Macs == 0);
            Assert.Equal(rule == CountingRule.Folded, behindPool.Operations.Acs > 0);
            Assert.Equal(0, behindSpikes.Operations.Macs);
            Assert.True(behindSpikes.Operations.Acs > 0);
        }
    }

    [Fact]
    public void A_hidden_layer_fires_and_the_layer_behind_it_accumulates()
    {
        NetworkSettings settings = new() { Family = Family("resnet19-fc256"), Classes = 100, Timesteps = 2 };
        OperationProfile profile = OperationProfile.Of(settings, 32, layer => layer == "fc1" ? 0.5 : 0.25);
        LayerOperations neurons = Assert.Single(profile.Layers, layer => layer is { Name: "fc1", Kind: "neurons" });
        Assert.Equal(2 * 256, neurons.Operations.Acs);
        Assert.Equal(2 * 257 * 100 * 0.5, Layer(profile, "fc2").Operations.Acs);
    }

    [Theory]
    [InlineData(CountingRule.Syops)]
    [InlineData(CountingRule.Folded)]
    [InlineData(CountingRule.Fanout)]
    public void An_ann_has_no_accumulates_by_any_rule(CountingRule rule)
    {
        NetworkSettings teacher = new() { Family = new Vgg(), Activation = ActivationKind.Relu, Timesteps = 1 };
        OperationCount count = OperationProfile.Of(teacher, 32, _ => throw new InvalidOperationException(), rule).Total;
        Assert.Equal(0, count.Acs);
        Assert.Equal(count.Ops, count.Macs);
    }

    [Fact]
    public void Images_too_small_for_the_pools_are_refused()
        => Assert.Contains(
            "'conv13.pool' (average_pool) moves a window of 2x2 over a map of 1x1",
            Assert.Throws<DescriptionException>(() => OperationProfile.Of(new NetworkSettings { Family = new Vgg() }, 16, _ => 0)).Message,
            StringComparison.Ordinal);

    private static LayerOperations Layer(OperationProfile profile, string name) => profile.Layers.First(layer => layer.Name == name);

    private static double TinyRates(string layer)
        => layer switch { "stem" => 0.5, "layer1.0.1" => 0.25, "layer1.0.2" => 0.125, _ => throw new ArgumentException(layer) };
}
