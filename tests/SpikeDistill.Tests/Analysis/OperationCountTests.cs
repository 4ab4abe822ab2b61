using SpikeDistill.Analysis;
using SpikeDistill.Networks;

namespace SpikeDistill.Tests.Analysis;

public sealed class OperationCountTests
{
    private static readonly NetworkSettings ResNet18 = new() { Architecture = "resnet18", Classes = 100, Timesteps = 4 };

    [Fact]
    public void ResNet_18_has_the_operations_of_table_4()
    {
        OperationCount count = OperationCount.Of(ResNet18, 32, _ => 1);
        Assert.Equal(12_198_288, count.Macs);
        Assert.Equal(2_229_051_792, count.Ops);
        Assert.Equal(count.Ops, count.Macs + count.Acs);
    }

    [Fact]
    public void ResNet_34_has_the_known_operations()
    {
        OperationCount count = OperationCount.Of(ResNet18 with { Architecture = "resnet34" }, 32, _ => 1);
        Assert.Equal(15.475, count.Macs * 1e-6, 3);
        Assert.Equal(4649.9, count.Ops * 1e-6, 1);
    }

    [Theory]
    [InlineData(405.33, 0.4209)]
    [InlineData(405.98, 0.4215)]
    [InlineData(300.94, 0.3270)]
    public void Energy_follows_from_table_4s_accumulates(double millions, double millijoules)
    {
        OperationCount count = new() { Macs = 12_198_288, Acs = millions * 1e6, Ops = 0 };
        Assert.Equal(millijoules, count.EnergyMillijoules, 4);
    }

    [Fact]
    public void An_ann_only_multiplies_and_runs_once()
    {
        NetworkSettings teacher = ResNet18 with { Activation = ActivationKind.Relu, Timesteps = 1 };
        OperationCount count = OperationCount.Of(teacher, 32, _ => throw new InvalidOperationException());
        Assert.Equal(0, count.Acs);
        Assert.Equal(count.Ops, count.Macs);

        // The literature's 0.5555 G multiply-adds of one pass are convolutions and classifier; normalization, pool and bias come on top.
        Assert.Equal(555_468_800 - 51_200 + 51_200 + 1_228_800 + 8_192 + 100, count.Macs);
    }

    [Fact]
    public void Accumulates_follow_the_rate_of_what_a_layer_reads()
    {
        // One block, one channel, 2x2 images, 3 steps: stem (reads the image), two convolutions of 4 pixels x 9 taps.
        NetworkSettings tiny = new() { Architecture = "resnet", Blocks = [1], Width = 1, Classes = 2, Timesteps = 3 };
        OperationCount count = OperationCount.Of(tiny, 2, unit => unit switch { "stem" => 0.5, "layer1.0.1" => 0.25, _ => 0.125 });
        Assert.Equal(3 * ((36 * 3) + (3 * 2 * 4) + 4), count.Macs);
        Assert.Equal(3 * ((36 * 0.5) + (36 * 0.25) + (4 * 0.125) + (3 * 4)), count.Acs, 9);
    }
}
