using SpikeDistill.Networks.Graphs;

namespace SpikeDistill.Networks.Families;

/// <summary>The architectures by name. A new one is a file that describes it and a line here.</summary>
public static class NetworkRegistry
{
    private static readonly Dictionary<string, Func<NetworkSettings, NetworkDescription>> Architectures = new(StringComparer.Ordinal)
    {
        ["resnet18"] = Residual("resnet18", new ResNetLayout([2, 2, 2, 2])),
        ["resnet34"] = Residual("resnet34", new ResNetLayout([3, 4, 6, 3])),
        ["resnet19"] = Residual("resnet19", ResNetLayout.ResNet19),
        ["resnet19-fc256"] = Residual("resnet19-fc256", ResNetLayout.ResNet19Hidden),
        ["resnet19-tet"] = Residual("resnet19-tet", ResNetLayout.ResNet19Tet),
        ["resnet"] = settings => ResNet.Describe("resnet", new ResNetLayout(GivenBlocks(settings)), settings),
        ["vgg11"] = settings => Vgg.Describe("vgg11", Vgg.ConfigurationA, WithoutBlocks(settings)),
        ["vgg11-rate"] = settings => Vgg.Describe("vgg11-rate", Vgg.RateBased11, WithoutBlocks(settings)),
        ["vgg16"] = settings => Vgg.Describe("vgg16", Vgg.ConfigurationD, WithoutBlocks(settings)),
    };

    /// <summary>The names that <see cref="NetworkSettings.Architecture"/> can have.</summary>
    public static IReadOnlyList<string> Names => [.. Architectures.Keys];

    /// <summary>The description of a network.</summary>
    /// <exception cref="ArgumentException">An unknown name, or settings the architecture cannot have; the message says which.</exception>
    public static NetworkDescription Describe(NetworkSettings settings)
    {
        if (settings.Description is { } text)
        {
            NetworkOptions.Require(settings);
            NetworkDescription described = DescriptionText.Parse(text);
            return described.Classes == settings.Classes && described.Image.Channels == settings.InputChannels
                ? described
                : throw new ArgumentException(
                    $"The network '{described.Name}' takes {described.Image.Channels} channels and knows {described.Classes} classes, "
                        + $"but its settings say {settings.InputChannels} and {settings.Classes}.");
        }

        if (!Architectures.TryGetValue(settings.Architecture, out Func<NetworkSettings, NetworkDescription>? describe))
        {
            throw new ArgumentException($"There is no architecture '{settings.Architecture}'; there are {string.Join(", ", Names)}.");
        }

        NetworkOptions.Require(settings);
        return describe(settings);
    }

    private static Func<NetworkSettings, NetworkDescription> Residual(string name, ResNetLayout layout)
        => settings => settings.Blocks.Count == 0 || settings.Blocks.SequenceEqual(layout.Blocks)
            ? ResNet.Describe(name, layout, settings)
            : throw new ArgumentException(
                $"The architecture '{name}' has the blocks [{string.Join(", ", layout.Blocks)}]; use architecture 'resnet' to choose others.");

    private static NetworkSettings WithoutBlocks(NetworkSettings settings)
        => settings.Blocks.Count == 0
            ? settings
            : throw new ArgumentException($"The architecture '{settings.Architecture}' has no blocks; leave 'blocks' out, or use architecture 'resnet'.");

    private static IReadOnlyList<int> GivenBlocks(NetworkSettings settings)
        => settings.Blocks.Count is > 0 and <= 6
            ? settings.Blocks
            : throw new ArgumentException(
                $"The architecture 'resnet' needs 'blocks', one to six numbers such as [2, 2, 2, 2], not [{string.Join(", ", settings.Blocks)}].");
}
