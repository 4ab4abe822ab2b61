namespace SpikeDistill.Networks;

/// <summary>
/// VGG for 32x32 images (Simonyan and Zisserman, ICLR 2015): 3x3 convolutions with bias and normalization, average pools, one
/// linear layer behind a global pool, as the public code of MPBN has it (Guo et al., ICCV 2023) and as TSER's Table 4 counts it.
/// Parameters carry the names of torchvision's <c>vgg16_bn</c>; the one linear layer, which torchvision does not have, is MPBN's
/// <c>classifier</c>.
/// </summary>
internal static class Vgg
{
    private const int ImageSize = 32;

    /// <summary>Channels as multiples of the width; 0 stands for a pool.</summary>
    public static readonly IReadOnlyList<int> ConfigurationA = [1, 0, 2, 0, 4, 4, 0, 8, 8, 0, 8, 8, 0];

    /// <inheritdoc cref="ConfigurationA"/>
    public static readonly IReadOnlyList<int> ConfigurationD = [1, 1, 0, 2, 2, 0, 4, 4, 4, 0, 8, 8, 8, 0, 8, 8, 8, 0];

    /// <summary>The VGG-11 of rate-based backpropagation (Yu et al., NeurIPS 2024): four pools, wider than configuration A.</summary>
    public static readonly IReadOnlyList<int> RateBased11 = [1, 0, 2, 4, 0, 8, 8, 0, 8, 0, 8, 8];

    public static NetworkDescription Describe(string name, IReadOnlyList<int> configuration, NetworkSettings settings)
    {
        int pools = configuration.Count(entry => entry == 0);
        if (settings.StemStride << pools > ImageSize)
        {
            throw new ArgumentException($"'stem_stride' must be at most {ImageSize >> pools} with architecture '{name}', not {settings.StemStride}: behind it {pools} pools halve a {ImageSize}x{ImageSize} image.");
        }

        List<UnitDescription> units = [];
        int channels = settings.InputChannels, place = 0;
        for (int i = 0; i < configuration.Count; i++)
        {
            if (configuration[i] == 0)
            {
                place++;
                continue;
            }

            bool pooled = i + 1 < configuration.Count && configuration[i + 1] == 0;
            int outputs = settings.Width * configuration[i];
            units.Add(new UnitDescription
            {
                Name = $"conv{units.Count + 1}",
                Convolution = new ConvolutionDescription($"features.{place}", channels, outputs, Kernel: 3, units.Count == 0 ? settings.StemStride : 1) { Bias = true },
                Normalization = $"features.{place + 1}",
                Source = units.Count == 0 ? UnitDescription.Image : units.Count - 1,
                AveragePool = pooled ? 2 : 1,
                EndsStage = pooled || i == configuration.Count - 1,
            });
            channels = outputs;
            place += 3;
        }

        return new NetworkDescription(name, units, new ClassifierDescription([new LinearDescription("classifier", channels, settings.Classes)]));
    }
}
