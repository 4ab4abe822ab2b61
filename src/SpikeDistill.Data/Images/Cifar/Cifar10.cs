namespace SpikeDistill.Data;

/// <summary>
/// CIFAR-10 (Krizhevsky 2009): 50,000 and 10,000 colour images of 32x32 in 10 classes, from the official binary version or the one
/// for Python.
/// </summary>
internal static class Cifar10
{
    private const int Records = 10_000;

    public static CifarLayout Layout { get; } = new(
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
            Pickled = new CifarKeys("labels", CoarseLabels: null, "label_names", CoarseNames: null),
        },
    };

    public static PixelNormalization Normalization { get; } = new([0.4914f, 0.4822f, 0.4465f], [0.2023f, 0.1994f, 0.2010f]);

    public static ImageData Open(DataSetOptions options)
        => new CifarReader(Layout, [Layout, Cifar100.Layout]).Open(DataRoot.Resolve(options.Directory), Normalization);
}
