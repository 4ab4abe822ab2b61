using SpikeDistill.Options;

namespace SpikeDistill.Data;

/// <summary>
/// CIFAR-100 (Krizhevsky 2009): 50,000 and 10,000 colour images of 32x32 in 100 classes and 20 superclasses, from the official
/// binary version or the one for Python.
/// </summary>
public sealed record Cifar100 : CifarSet
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<DataSource> Entry { get; } = Entry<DataSource>.Of(
        "cifar100",
        "CIFAR-100: 50,000 and 10,000 colour images of 32x32 in 100 classes",
        new Section<Cifar100>(() => new Cifar100()),
        source: "Krizhevsky 2009");

    internal static CifarLayout Layout { get; } = new(
        "CIFAR-100",
        "cifar-100-binary",
        "cifar-100-binary.tar.gz",
        LabelBytes: 2,
        Classes: 100,
        CoarseClasses: 20,
        [new("train.bin", 50_000)],
        [new("test.bin", 10_000)],
        "fine_label_names.txt",
        "coarse_label_names.txt")
    {
        FetchName = "cifar100",
        Other = new CifarLayout(
            "CIFAR-100",
            "cifar-100-python",
            "cifar-100-python.tar.gz",
            LabelBytes: 2,
            Classes: 100,
            CoarseClasses: 20,
            [new("train", 50_000)],
            [new("test", 10_000)],
            "meta",
            "meta")
        {
            FetchName = "cifar100",
            Pickled = new CifarKeys("fine_labels", "coarse_labels", "fine_label_names", "coarse_label_names"),
        },
    };

    internal static PixelNormalization Normalization { get; } = new([0.5071f, 0.4867f, 0.4408f], [0.2675f, 0.2565f, 0.2761f]);

    /// <inheritdoc/>
    protected override Entry<DataSource> Declared => Entry;

    private protected override CifarLayout Files => Layout;

    private protected override PixelNormalization Constants => Normalization;
}
