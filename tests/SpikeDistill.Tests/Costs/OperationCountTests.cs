using SpikeDistill.Costs;
using SpikeDistill.Networks.Families;
using static SpikeDistill.Tests.Networks.TestNetworks;

namespace SpikeDistill.Tests.Costs;

public sealed class OperationCountTests
{
    private static readonly NetworkSettings ResNet18 = new() { Family = ResNet.ResNet18, Classes = 100, Timesteps = 4 };

    [Theory]
    [InlineData("resnet18", 12_198_288, 2_229_051_792)]
    [InlineData("vgg16", 274_237_840, 1_257_916_816)]
    public void Operations_are_table_4s(string architecture, long macs, long ops)
    {
        OperationCount count = OperationCount.Of(ResNet18 with { Family = Family(architecture) }, 32, _ => 1);
        Assert.Equal(macs, count.Macs);
        Assert.Equal(ops, count.Ops);
        Assert.Equal(count.Ops, count.Macs + count.Acs);
    }

    [Theory]
    [InlineData("resnet34", 15.475, 3, 4649.9)]
    [InlineData("resnet19", 26.68, 2, 9159.4)]
    [InlineData("resnet19-fc256", 27.00, 2, 9159.8)]
    [InlineData("resnet19-tet", 20.45, 2, 8884.6)]
    [InlineData("vgg11", 273.2, 1, 614.2)]
    public void Operations_are_the_known_ones(string architecture, double macs, int digits, double ops)
    {
        OperationCount count = OperationCount.Of(ResNet18 with { Family = Family(architecture) }, 32, _ => 1);
        Assert.Equal(macs, count.Macs * 1e-6, digits);
        Assert.Equal(ops, count.Ops * 1e-6, 1);
    }

    [Theory]
    [InlineData(12_198_288, 405.33, 0.4209)]
    [InlineData(12_198_288, 411.49, 0.4265)]
    [InlineData(12_198_288, 300.94, 0.3270)]
    [InlineData(12_198_288, 511.57, 0.5165)]
    [InlineData(12_198_288, 405.98, 0.4215)]
    [InlineData(274_237_840, 159.96, 1.4055)]
    [InlineData(274_237_840, 170.79, 1.4152)]
    [InlineData(274_237_840, 150.96, 1.3974)]
    [InlineData(274_237_840, 171.94, 1.4162)]
    [InlineData(274_237_840, 160.92, 1.4063)]
    public void Energy_follows_from_table_4s_accumulates(long macs, double millions, double millijoules)
    {
        OperationCount count = new() { Macs = macs, Acs = millions * 1e6, Ops = 0 };
        Assert.Equal(millijoules, count.EnergyMillijoules, 4);
    }

    [Theory]
    [InlineData("fp32", 2 * 4.6 + 10 * 0.9)]
    [InlineData("fp16", 2 * 1.5 + 10 * 0.4)]
    [InlineData("int8", 2 * 0.23 + 10 * 0.03)]
    public void Energy_depends_on_the_precision(string precision, double picojoules)
    {
        OperationCount count = new() { Macs = 2, Acs = 10, Ops = 12 };
        Assert.Equal(picojoules * 1e-9, count.Millijoules(EnergyCost.All.Single(cost => cost.Precision == precision)), 1e-18);
    }

    [Fact]
    public void An_ann_only_multiplies_and_runs_once()
    {
        NetworkSettings teacher = ResNet18 with { Activation = ActivationKind.Relu, Timesteps = 1 };
        OperationCount count = OperationCount.Of(teacher, 32, _ => throw new InvalidOperationException());
        Assert.Equal(0, count.Acs);
        Assert.Equal(count.Ops, count.Macs);

        // The literature's 0.5555 G multiply-adds of one pass are convolutions and classifier; normalization, pool, bias and rectifiers come on top.
        Assert.Equal(557_262_948, count.Macs);
        Assert.Equal(555_468_800 - 51_200 + 51_200 + 1_228_800 + 8_192 + 557_056 + 100, count.Macs);
    }

    [Fact]
    public void Accumulates_follow_the_rate_of_what_a_layer_reads()
    {
        // One block, one channel, 2x2 images, 3 steps: stem (reads the image), two convolutions of 4 pixels x 9 taps.
        NetworkSettings tiny = new() { Family = new ResNet { Blocks = [1], Width = 1 }, Classes = 2, Timesteps = 3 };
        OperationCount count = OperationCount.Of(tiny, 2, unit => unit switch { "stem" => 0.5, "layer1.0.1" => 0.25, _ => 0.125 });
        Assert.Equal(3 * ((36 * 3) + (3 * 2 * 4) + 4), count.Macs);
        Assert.Equal(3 * ((36 * 0.5) + (36 * 0.25) + (4 * 0.125) + (3 * 4)), count.Acs, 9);
    }
}
