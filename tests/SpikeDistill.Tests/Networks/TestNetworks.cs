using SpikeDistill.Catalogs;
using SpikeDistill.Networks.Families;

namespace SpikeDistill.Tests.Networks;

/// <summary>Networks by name, and the same ones in other sizes.</summary>
internal static class TestNetworks
{
    /// <summary>The networks whose layers scale with a width; transformers have tests of their own.</summary>
    public static IReadOnlyList<string> Convolutional { get; }
        = [.. Catalog.Default.Networks.All.Where(entry => entry.Default is ConvolutionalFamily).Select(entry => entry.Name)];

    /// <summary>A family that ships; <c>resnet</c> and <c>sew-resnet</c> with the blocks given, and no branch silent at first.</summary>
    public static ConvolutionalFamily Family(string architecture, IReadOnlyList<int>? blocks = null)
        => Catalog.Default.Networks.Find(architecture).Default switch
        {
            ResNet { HasBlocksOfItsOwn: true } residual => residual with { Blocks = blocks ?? [1, 1] },
            SewResNet { Blocks.Count: 0 } sew => sew with { Blocks = blocks ?? [1, 1], IdentityStart = false },
            SewResNet sew => sew with { IdentityStart = false },
            var family => (ConvolutionalFamily)family,
        };

    /// <summary>The same network in another size.</summary>
    public static NetworkSettings Sized(this NetworkSettings settings, int? width = null, int? stemStride = null, IReadOnlyList<int>? blocks = null)
    {
        ConvolutionalFamily family = (ConvolutionalFamily)settings.Family;
        family = family with { Width = width ?? family.Width, StemStride = stemStride ?? family.StemStride };
        return settings with { Family = blocks is null ? family : (ResNet)family with { Blocks = blocks } };
    }
}
