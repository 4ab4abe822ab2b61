using SpikeDistill.Options;

namespace SpikeDistill.Data;

/// <summary>
/// CIFAR-10 (Krizhevsky 2009): 50,000 and 10,000 colour images of 32x32 in 10 classes, from the official binary version or the one
/// for Python.
/// </summary>
public sealed record Cifar10 : CifarSet
{
    private const int Records = 10_000;

    /// <summary>What recipes can say of it.</summary>
    public static Entry<DataSource> Entry { get; } = Entry<DataSource>.Of(
        "cifar10",
        "CIFAR-10: 50,000 and 10,000 colour images of 32x32 in 10 classes",
        new Section<Cifar10>(() => new Cifar10()),
        source: "Krizhevsky 2009");

    internal static CifarLayout Layout { get; } = new(
        "CIFAR-10",
        "cifar-10-batches-bin",
        "cifar-10-binary.tar.gz",
        LabelBytes: 1,
        Classes: 10,
        CoarseClasses: 0,
        [
            new("data_batch_1.bin", Records),
            new("data_batch_2.bin", Records),
            new("data_batch_3.bin", Records),
            new("data_batch_4.bin", Records),
            new("data_batch_5.bin", Records),
        ],
        [new("test_batch.bin", Records)],
        "batches.meta.txt",
        CoarseNamesFile: null)
    {
        FetchName = "cifar10",
        Other = new CifarLayout(
            "CIFAR-10",
            "cifar-10-batches-py",
            "cifar-10-python.tar.gz",
            LabelBytes: 1,
            Classes: 10,
            CoarseClasses: 0,
            [
                new("data_batch_1", Records),
                new("data_batch_2", Records),
                new("data_batch_3", Records),
                new("data_batch_4", Records),
                new("data_batch_5", Records),
            ],
            [new("test_batch", Records)],
            "batches.meta",
            CoarseNamesFile: null)
        {
            FetchName = "cifar10",
            Pickled = new CifarKeys("labels", CoarseLabels: null, "label_names", CoarseNames: null),
        },
    };

    internal static PixelNormalization Normalization { get; } = new([0.4914f, 0.4822f, 0.4465f], [0.2023f, 0.1994f, 0.2010f]);

    /// <inheritdoc/>
    protected override Entry<DataSource> Declared => Entry;

    private protected override CifarLayout Files => Layout;

    private protected override PixelNormalization Constants => Normalization;
}
