using SpikeDistill.Catalogs;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;

namespace SpikeDistill.Tests.Catalogs;

public sealed class WrittenNetworkTests
{
    [Theory]
    [InlineData("resnet", "[1]", "[900]")]
    [InlineData("sew-resnet", "[1]", "[900]")]
    public void Settings_with_more_blocks_than_the_description_beside_them_has_lines_are_not_made(string architecture, string blocks, string many)
    {
        NetworkFamily family = architecture == "resnet" ? new ResNet { Blocks = [1], Width = 2 } : new SewResNet { Blocks = [1], Width = 2 };
        NetworkSettings settings = new() { Family = family, Timesteps = 2 };
        string description = DescriptionText.Write(settings.Describe());
        string written = WrittenNetwork.Write(settings), damaged = written.Replace($"\"blocks\":{blocks}", $"\"blocks\":{many}", StringComparison.Ordinal);
        Assert.NotEqual(written, damaged);
        Assert.IsType(family.GetType(), WrittenNetwork.Read(written, description, "", Catalog.Default).Family);

        long before = GC.GetAllocatedBytesForCurrentThread();
        NetworkSettings read = WrittenNetwork.Read(damaged, description, "", Catalog.Default);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
        Assert.Equal(description, DescriptionText.Write(read.Describe()));
    }
}
