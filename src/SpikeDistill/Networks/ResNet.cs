namespace SpikeDistill.Networks;

/// <summary>
/// Residual networks for 32x32 images: a 3x3 stem without max-pool, stages of basic blocks that double the width and, from
/// the second on, halve the size, the activation after the sum (methods reference 5.2; He et al., CVPR 2016).
/// Parameters carry torchvision's names; a hidden layer, which torchvision does not have, makes <c>fc1</c> and <c>fc2</c> of <c>fc</c>.
/// </summary>
internal static class ResNet
{
    public static NetworkDescription Describe(string name, ResNetLayout layout, NetworkSettings settings)
    {
        int stem = settings.Width * layout.StemWidths, hidden = settings.Width * layout.HiddenWidths;
        List<UnitDescription> units =
        [
            new()
            {
                Name = "stem",
                Convolution = new ConvolutionDescription("conv1", settings.InputChannels, stem, Kernel: 3, settings.StemStride),
                Normalization = "bn1",
                Source = UnitDescription.Image,
            },
        ];

        int channels = stem;
        for (int stage = 0; stage < layout.Blocks.Count; stage++)
        {
            int outputs = settings.Width * layout.StageWidths << stage;
            for (int block = 0; block < layout.Blocks[stage]; block++)
            {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                AddBlock(units, $"layer{stage + 1}.{block}", channels, outputs, stride, endsStage: block == layout.Blocks[stage] - 1);
                channels = outputs;
            }
        }

        LinearDescription[] classifier = hidden == 0
            ? [new("fc", channels, settings.Classes)]
            : [new("fc1", channels, hidden), new("fc2", hidden, settings.Classes)];
        return new NetworkDescription(name, units, new ClassifierDescription(classifier));
    }

    private static void AddBlock(List<UnitDescription> units, string name, int inputs, int outputs, int stride, bool endsStage)
    {
        int blockInput = units.Count - 1;
        units.Add(new UnitDescription
        {
            Name = name + ".1",
            Convolution = new ConvolutionDescription(name + ".conv1", inputs, outputs, Kernel: 3, stride),
            Normalization = name + ".bn1",
            Source = blockInput,
        });
        bool projects = stride != 1 || inputs != outputs;
        units.Add(new UnitDescription
        {
            Name = name + ".2",
            Convolution = new ConvolutionDescription(name + ".conv2", outputs, outputs, Kernel: 3, Stride: 1),
            Normalization = name + ".bn2",
            Source = blockInput + 1,
            Shortcut = projects
                ? new ShortcutDescription(blockInput, new ConvolutionDescription(name + ".downsample.0", inputs, outputs, Kernel: 1, stride), name + ".downsample.1")
                : new ShortcutDescription(blockInput),
            EndsStage = endsStage,
        });
    }
}

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
