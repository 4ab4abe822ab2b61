namespace SpikeDistill.Data;

/// <summary>CIFAR-10 (Krizhevsky 2009): 50,000 and 10,000 colour images of 32x32 in 10 classes, from the official binary version.</summary>
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
            new("data_batch_1.bin", Records, "9bb5c0e5343b1257fea5ff19c8719d69174329ff5118917a73b13c61aaa5b3a6"),
            new("data_batch_2.bin", Records, "ef9a00005d21021802e8c6953ae4810fa0a430aa947bf2bfe03c3a74a475b016"),
            new("data_batch_3.bin", Records, "70bc955a359c06be9f5c91efce26818c8d9f7968a96567aaab8521f89e01f9ed"),
            new("data_batch_4.bin", Records, "b093ba5e007c49befb9f54d3f36447910efda83919daed5a2cb915a0cd752d3c"),
            new("data_batch_5.bin", Records, "e11bd8e5177ce1ce87596adc3cd8570ef77e47ac601feb976c3bb2b89cb3ae49"),
        ],
        [new("test_batch.bin", Records, "53ead24d21475564f068422abf63f8750965d286210526773bc2c078f3ed4c01")],
        "batches.meta.txt",
        CoarseNamesFile: null);

    public static Normalization Normalization { get; } = new([0.4914f, 0.4822f, 0.4465f], [0.2023f, 0.1994f, 0.2010f]);

    public static bool IsPresent(string root) => Layout.IsPresent(root);

    public static ImageData Open(DataSetOptions options)
        => new CifarReader(Layout, [Layout, Cifar100.Layout]).Open(DataRoot.Resolve(options.Directory), Normalization);
}
