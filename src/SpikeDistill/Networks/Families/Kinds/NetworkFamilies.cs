using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>The families that ship.</summary>
internal static class NetworkFamilies
{
    /// <summary>All of them. A new one is a file and a line here.</summary>
    public static IReadOnlyList<Entry<NetworkFamily>> All { get; } =
    [
        .. ResNet.All,
        .. Vgg.All,
        .. ImagenetVgg.All,
        VggSnn.Entry,
        .. SewResNet.All,
        SewEventNet.Entry,
        FullyConnected.Entry,
        WideResNet.Entry,
        .. PyramidNet.All,
        Spikformer.Entry,
        Spikingformer.Entry,
        SpikeDrivenTransformer.Entry,
        .. VisionTransformer.All,
    ];
}
