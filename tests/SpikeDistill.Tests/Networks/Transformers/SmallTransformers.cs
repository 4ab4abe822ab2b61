using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;

namespace SpikeDistill.Tests.Networks.Transformers;

/// <summary>Every transformer at a size that a test can run.</summary>
internal static class SmallTransformers
{
    private static readonly VisionTransformer Vision = new() { Depth = 2, Dimension = 24, Heads = 3, PatchSize = 8, ImageSize = 40 };

    private static readonly Dictionary<string, Func<int, NetworkDescription>> All = new()
    {
        ["spikformer"] = classes => new Spikformer { Depth = 2, Dimension = 16, Heads = 2 }.Describe(classes),
        ["spikformer, patches of 16"] = classes => new Spikformer { Depth = 1, Dimension = 24, Heads = 3, PatchSize = 16 }.Describe(classes),
        ["spikingformer"] = classes => new Spikingformer { Depth = 2, Dimension = 16, Heads = 2 }.Describe(classes),
        ["spikingformer with CML"] = classes => new Spikingformer { Depth = 1, Dimension = 16, Heads = 2, Cml = true }.Describe(classes),
        ["spikingformer with CML, patches of 16"] = classes
            => new Spikingformer { Depth = 1, Dimension = 32, Heads = 1, PatchSize = 16, Cml = true }.Describe(classes),
        ["vision transformer"] = classes => Vision.Describe(classes),
        ["vision transformer without a class token"] = classes => (Vision with { ClassToken = false }).Describe(classes),
        ["spike-driven transformer"] = classes => new SpikeDrivenTransformer { Depth = 2, Dimension = 16 }.Describe(classes),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public static NetworkDescription Describe(string name, int classes = 10) => All[name](classes);
}
