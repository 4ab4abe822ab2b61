using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>What tells one residual network from another, in multiples of its width.</summary>
/// <param name="Name">Its name in recipes.</param>
/// <param name="Summary">What it is, in a line.</param>
/// <param name="Blocks">Blocks of each stage; none where they are given.</param>
internal sealed record ResNetLayout(string Name, string Summary, IReadOnlyList<int> Blocks)
{
    /// <summary>Widths of the stem.</summary>
    public int StemWidths { get; init; } = 1;

    /// <summary>Widths of the first stage.</summary>
    public int StageWidths { get; init; } = 1;

    /// <summary>Widths of the classifier's hidden layer; 0 for none.</summary>
    public int HiddenWidths { get; init; }

    /// <summary>Whether blocks have bottlenecks.</summary>
    public bool Bottleneck { get; init; }

    /// <summary>Whether blocks are given.</summary>
    public bool IsFree => Blocks.Count == 0;

    /// <summary>How blocks of one's own are written.</summary>
    public static Kind<IReadOnlyList<int>> BlocksKind { get; } = Kinds.List("a list such as [2, 2, 2, 2]", Kinds.Integer(1, 1000));

    /// <summary>ResNet-34.</summary>
    public static ResNetLayout ResNet34 { get; } = new("resnet34", "ResNet-34 for small images", [3, 4, 6, 3]);

    /// <summary>ResNet-50.</summary>
    public static ResNetLayout ResNet50 { get; } = new("resnet50", "ResNet-50, with bottlenecks", [3, 4, 6, 3]) { Bottleneck = true };

    /// <summary>ResNet-18 for small images.</summary>
    public static ResNetLayout ResNet18 { get; } = new("resnet18", "ResNet-18 for small images", [2, 2, 2, 2]);

    /// <summary>Blocks of one's own.</summary>
    public static ResNetLayout Free { get; } = new("resnet", "a residual network whose blocks are given", []);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ResNetLayout> All { get; } =
    [
        ResNet18,
        ResNet34,
        ResNet50,
        ResNet19("resnet19", "ResNet-19 of MPBN and FSTA-SNN: stages of 128, 256 and 512 channels"),
        ResNet19("resnet19-fc256", "ResNet-19 of rate-based backpropagation (Yu et al., NeurIPS 2024): a hidden layer of 256") with { HiddenWidths = 4 },
        ResNet19("resnet19-tet", "ResNet-19 of TET (Deng et al., ICLR 2022): a stem of 64 besides, so that the first stage projects") with
        {
            HiddenWidths = 4,
            StemWidths = 1,
        },
        Free,
    ];

    private static ResNetLayout ResNet19(string name, string summary) => new(name, summary, [3, 3, 2]) { StemWidths = 2, StageWidths = 2 };
}
