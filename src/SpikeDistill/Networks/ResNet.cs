namespace SpikeDistill.Networks;

/// <summary>
/// Residual networks for 32x32 images: a 3x3 stem without max-pool, stages of basic blocks that double the width and, from
/// the second on, halve the size, the activation after the sum (methods reference 5.2; He et al., CVPR 2016).
/// Parameters carry torchvision's names.
/// </summary>
internal static class ResNet
{
    public static NetworkDescription Describe(string name, IReadOnlyList<int> blocks, NetworkSettings settings)
    {
        List<UnitDescription> units =
        [
            new()
            {
                Name = "stem",
                Convolution = new ConvolutionDescription("conv1", settings.InputChannels, settings.Width, Kernel: 3, settings.StemStride),
                Normalization = "bn1",
                Source = UnitDescription.Image,
            },
        ];

        int channels = settings.Width;
        for (int stage = 0; stage < blocks.Count; stage++)
        {
            int outputs = settings.Width << stage;
            for (int block = 0; block < blocks[stage]; block++)
            {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                AddBlock(units, $"layer{stage + 1}.{block}", channels, outputs, stride, endsStage: block == blocks[stage] - 1);
                channels = outputs;
            }
        }

        return new NetworkDescription(name, units, new ClassifierDescription("fc", channels, settings.Classes));
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
