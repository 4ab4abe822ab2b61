using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Networks.Families;

/// <summary>
/// VGG for 32x32 images (Simonyan and Zisserman, ICLR 2015): 3x3 convolutions with bias and normalization, average pools, one
/// linear layer behind a global pool, as the public code of MPBN has it (Guo et al., ICCV 2023) and as TSER's Table 4 counts it.
/// Parameters carry the names of torchvision's <c>vgg16_bn</c>; the one linear layer, which torchvision does not have, is MPBN's
/// <c>classifier</c>.
/// </summary>
public static class Vgg
{
    private const int ImageSide = 32;

    /// <summary>Channels as multiples of the width; 0 stands for a pool.</summary>
    internal static readonly IReadOnlyList<int> ConfigurationA = [1, 0, 2, 0, 4, 4, 0, 8, 8, 0, 8, 8, 0];

    /// <inheritdoc cref="ConfigurationA"/>
    internal static readonly IReadOnlyList<int> ConfigurationD = [1, 1, 0, 2, 2, 0, 4, 4, 4, 0, 8, 8, 8, 0, 8, 8, 8, 0];

    /// <summary>The VGG-11 of rate-based backpropagation (Yu et al., NeurIPS 2024): four pools, wider than configuration A.</summary>
    internal static readonly IReadOnlyList<int> RateBased11 = [1, 0, 2, 4, 0, 8, 8, 0, 8, 0, 8, 8];

    /// <summary>VGG-16, configuration D, unless another is given.</summary>
    /// <param name="width">Channels of the first layer; 64 is the published size.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="architecture"><c>vgg11</c>, <c>vgg11-rate</c> or <c>vgg16</c>.</param>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <exception cref="ArgumentException">Impossible sizes.</exception>
    public static NetworkDescription Describe(int width, int classes, string architecture = "vgg16", int inputChannels = 3)
        => NetworkRegistry.Describe(new NetworkSettings { Architecture = architecture, Width = width, Classes = classes, InputChannels = inputChannels });

    internal static NetworkDescription Describe(string name, IReadOnlyList<int> configuration, NetworkSettings settings)
    {
        int pools = configuration.Count(entry => entry == 0);
        if (settings.StemStride << pools > ImageSide)
        {
            throw new ArgumentException(
                $"'stem_stride' must be at most {ImageSide >> pools} with architecture '{name}', not "
                    + $"{settings.StemStride}: behind it {pools} pools halve a {ImageSide}x{ImageSide} image.");
        }

        NetworkBuilder net = new(name, new ImageSize(settings.InputChannels));
        string x = Node.Image;
        int place = 0, convolutions = 0;
        for (int i = 0; i < configuration.Count; i++)
        {
            if (configuration[i] == 0)
            {
                x = net.Add(new AveragePoolNode($"conv{convolutions}.pool", x));
                place++;
                continue;
            }

            bool first = convolutions++ == 0, endsStage = i + 1 == configuration.Count || configuration[i + 1] == 0;
            x = net.Add(
                new ConvolutionNode($"features.{place}", x, settings.Width * configuration[i]) { Stride = first ? settings.StemStride : 1, Bias = true });
            x = net.Add(new NormalizationNode($"features.{place + 1}", x));
            if (first)
            {
                x = net.Add(new RepeatNode("conv1.repeat", x));
            }

            x = net.Add(new ActivationNode($"conv{convolutions}", x) { StoredAs = $"features.{place + 2}", Feature = endsStage });
            place += 3;
        }

        x = net.Add(new GlobalAveragePoolNode("global_pool", x));
        net.Add(new LinearNode("classifier", x, settings.Classes));
        return net.Build();
    }
}
