using SpikeDistill.Networks.Graphs;

namespace SpikeDistill.Runs;

/// <summary>
/// The names of public repositories that are not the network's own, which are torchvision's, timm's, SpikingJelly's (<c>activation_based</c>), those of
/// Spikformer, of Spikingformer for ImageNet and of the Spike-driven Transformer. A new repository is a table here.
/// </summary>
internal static class NameTables
{
    /// <summary>Those that are the same for all files.</summary>
    public static IReadOnlyList<INameTable> Rules { get; } =
    [
        // A convolution and its normalization in a container over time, as 'conv1.module.0' and 'conv1.module.1'.
        new PatternTable(
            "SEW's repository and SpikingJelly's containers over time",
            ("{before}conv(?<n>[0-9])\\.(module\\.)?0\\.{rest}", "{before}conv${n}.{rest}"),
            ("{before}conv(?<n>[0-9])\\.(module\\.)?1\\.{rest}", "{before}bn${n}.{rest}"),
            ("{before}(downsample_sn|downsample\\.1)\\.w", "{before}downsample.2.w"),
            ("{before}downsample\\.(0\\.)?(module\\.)?(?<n>[01])\\.{rest}", "{before}downsample.${n}.{rest}"),
            ("(?<layer>fc[0-9]?|classifier|linear|head)\\.module\\.{rest}", "${layer}.{rest}")),

        // Layers stand there twice or three times: by themselves and within 'conv1_s', their normalizations as 'bn' and as 'seqbn.module'.
        new PatternTable(
            "TET's repository",
            ("{before}bn(?<n>[0-9])\\.(bn|seqbn\\.module)\\.{rest}", "{before}bn${n}.{rest}"),
            ("{before}(?<layer>conv[0-9]|fc[0-9])_s\\.layer\\.module\\.{rest}", "{before}${layer}.{rest}"),
            ("{before}conv(?<n>[0-9])_s\\.bn\\.(bn|seqbn\\.module)\\.{rest}", "{before}bn${n}.{rest}"),
            ("{before}downsample\\.layer\\.module\\.{rest}", "{before}downsample.0.{rest}"),
            ("{before}downsample\\.bn\\.(bn|seqbn\\.module)\\.{rest}", "{before}downsample.1.{rest}"),
            ("classifier\\.module\\.{rest}", "classifier.{rest}")),

        // Modules are wrapped: convolutions as 'pool', linear layers as 'conv', normalizations and those of the potentials as 'bn'.
        new PatternTable(
            "MPBN's repository",
            ("{before}(?<layer>conv[0-9]|downsample\\.[0-9]|features\\.[0-9]+)\\.pool\\.{rest}", "{before}${layer}.{rest}"),
            ("{before}(?<layer>bn[0-9]|downsample\\.[0-9]|features\\.[0-9]+)\\.bn\\.{rest}", "{before}${layer}.{rest}"),
            ("{before}relu1?\\.bn\\.{rest}", "{before}sn1.bn.{rest}"),
            ("{before}output_act\\.bn\\.{rest}", "{before}sn2.bn.{rest}"),
            ("(?<layer>fc|classifier)\\.conv\\.{rest}", "${layer}.{rest}")),
        new PatternTable(
            "Spikingformer's repository for small images",
            ("patch_embed\\.block0_(?<layer>conv|bn)\\.{rest}", "patch_embed.proj_${layer}.{rest}"),
            ("patch_embed\\.block(?<n>[1-9])_(?<layer>conv|bn|lif)\\.{rest}", "patch_embed.proj${n}_${layer}.{rest}")),
    ];

    /// <summary>All of them, for a file.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="names">The file's names, without what stands before them.</param>
    public static IReadOnlyList<INameTable> Of(NetworkGraph graph, IReadOnlyList<string> names)
        => [.. Rules, NumberedTable.OfVggSnn(graph, names), NumberedTable.OfSewEvents(names)];
}
