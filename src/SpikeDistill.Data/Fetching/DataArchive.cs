namespace SpikeDistill.Data;

/// <summary>An archive that unpacks to a data set.</summary>
/// <param name="Name">The data set's name in the registry.</param>
/// <param name="Layout">The files it holds.</param>
/// <param name="Url">Its official place.</param>
/// <param name="Md5">Its sum, as the authors publish it.</param>
internal sealed record DataArchive(string Name, CifarLayout Layout, Uri Url, string Md5)
{
    /// <summary>The same data set packed in its other form, for those who have that; null where there is none.</summary>
    public DataArchive? Other { get; init; }

    /// <summary>Both, this one first.</summary>
    public IReadOnlyList<DataArchive> Forms => Other is null ? [this] : [this, Other];

    // Class names and a readme, with the headers of all entries.
    private const long SmallFiles = 1 << 20;

    /// <summary>
    /// The official archives (https://www.cs.toronto.edu/~kriz/cifar.html) with the sums of that page; torchvision checks those for Python by
    /// the same ones (torchvision/datasets/cifar.py, <c>tgz_md5</c>).
    /// </summary>
    public static IReadOnlyList<DataArchive> Official { get; } =
    [
        Cifar("cifar10", Cifar10.Layout, "c32a1d4ab5d03f1284b67883e8d87530") with
        {
            Other = Cifar("cifar10", Cifar10.Layout.Other!, "c58f30108f718f92721af3b95e74349a"),
        },
        Cifar("cifar100", Cifar100.Layout, "03b5dce01913d631647c71ecec9e9cb8") with
        {
            Other = Cifar("cifar100", Cifar100.Layout.Other!, "eb9058c3a382ffc7106e4002c42a8d85"),
        },
    ];

    public string FileName => Layout.Archive;

    /// <summary>The most it can unpack to. Photographs hardly shrink, so neither is an archive larger.</summary>
    public long MaxBytes => Layout.Files.Sum(Layout.MostBytes) + SmallFiles;

    private static DataArchive Cifar(string name, CifarLayout layout, string md5)
        => new(name, layout, new Uri("https://www.cs.toronto.edu/~kriz/" + layout.Archive), md5);
}
