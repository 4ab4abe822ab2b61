namespace SpikeDistill.Networks.Families;

/// <summary>What tells one residual network from another, in multiples of the settings' width.</summary>
/// <param name="Blocks">Blocks of each stage.</param>
internal sealed record ResNetLayout(IReadOnlyList<int> Blocks)
{
    /// <summary>Widths of the stem.</summary>
    public int StemWidths { get; init; } = 1;

    /// <summary>Widths of the first stage.</summary>
    public int StageWidths { get; init; } = 1;

    /// <summary>Widths of the classifier's hidden layer; 0 for none.</summary>
    public int HiddenWidths { get; init; }

    /// <summary>ResNet-19 of MPBN and FSTA-SNN: stages of 128, 256 and 512 channels.</summary>
    public static ResNetLayout ResNet19 { get; } = new([3, 3, 2]) { StemWidths = 2, StageWidths = 2 };

    /// <summary>The same with a hidden layer of 256: rate-based backpropagation (Yu et al., NeurIPS 2024).</summary>
    public static ResNetLayout ResNet19Hidden { get; } = ResNet19 with { HiddenWidths = 4 };

    /// <summary>TET's (Deng et al., ICLR 2022): a stem of 64 besides, so that the first stage projects.</summary>
    public static ResNetLayout ResNet19Tet { get; } = ResNet19Hidden with { StemWidths = 1 };
}
