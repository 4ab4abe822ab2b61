using SpikeDistill.Networks.Families;

namespace SpikeDistill.Benchmarks.Steps;

/// <summary>A network that is measured; benchmarks/peers/steps.py has the same ones under the same names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Batch">Images of a batch where nothing is said.</param>
/// <param name="Family">The network of a width; transformers have none.</param>
internal sealed record SubjectNetwork(string Name, int Batch, Func<int, NetworkFamily> Family)
{
    private static readonly SubjectNetwork[] All =
    [
        new("resnet18", 32, width => ResNet.ResNet18 with { Width = width }),
        // A branch that starts silent leaves nothing to measure after a few hundred steps.
        new("sew-resnet18", 32, width => SewResNet.SewResNet18 with { Width = width, IdentityStart = false }),
        // Photographs' size, from CIFAR's images made larger.
        new("sew-resnet18-224", 4, width => SewResNet.SewResNet18 with { Width = width, IdentityStart = false, Stem = StemKind.Imagenet }) { ImageSize = 224 },
        new("spikformer-4-384", 16, _ => new Spikformer()),
        new("spikingformer-4-384", 16, _ => new Spikingformer()),
        new("sdt-2-512", 16, _ => new SpikeDrivenTransformer()),
    ];

    /// <summary>Rows and columns of its images.</summary>
    public int ImageSize { get; init; } = Subject.ImageSize;

    /// <summary>CIFAR ResNet-18.</summary>
    public static SubjectNetwork Usual => All[0];

    /// <summary>Their names, for a usage line.</summary>
    public static string Names => string.Join('|', All.Select(network => network.Name));

    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static SubjectNetwork Of(string name)
        => Array.Find(All, network => network.Name == name) ?? throw new ArgumentException($"There is no network '{name}' here; there are {Names}.");

    /// <summary>What it is called with its width, where it has one, in the name of a file.</summary>
    public string Stored(int width) => Family(width) is ConvolutionalFamily ? $"{Name}-w{width}" : Name;

    /// <summary>What people call it.</summary>
    public string Title(int width) => this == Usual ? $"CIFAR ResNet-18, width {width}" : Family(width).Title;
}
