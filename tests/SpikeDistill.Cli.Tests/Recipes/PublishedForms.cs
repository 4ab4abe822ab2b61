using System.IO.Compression;
using SpikeDistill.Data;

namespace SpikeDistill.Cli.Tests.Recipes;

/// <summary>Small folders in the form of data sets that cannot be got here, written once for a class of tests.</summary>
public sealed class PublishedForms : IDisposable
{
    private const int ImageNetClasses = 1000, DvsRecordings = 100;

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string> _imageNet;
    private readonly Lazy<string> _cifar10Dvs;

    public PublishedForms()
    {
        _imageNet = new Lazy<string>(WriteImageNet);
        _cifar10Dvs = new Lazy<string>(WriteCifar10Dvs);
    }

    /// <summary>A thousand classes with a photograph in <c>train/</c> and one in <c>val/</c> each.</summary>
    public string ImageNet => _imageNet.Value;

    /// <summary>Ten recordings of each of ten classes, simulated.</summary>
    public string Cifar10Dvs => _cifar10Dvs.Value;

    public void Dispose() => _folder.Dispose();

    private string WriteImageNet()
    {
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(AppContext.BaseDirectory, "fixtures", "pictures.zip"));
        string photograph = _folder.In("photograph.jpg");
        archive.GetEntry("colour.jpg")!.ExtractToFile(photograph);
        foreach (string part in (string[])["train", "val"])
        {
            for (int index = 0; index < ImageNetClasses; index++)
            {
                string of = Directory.CreateDirectory(_folder.In($"imagenet/{part}/n{index:D8}")).FullName;
                File.Copy(photograph, Path.Combine(of, $"{part}_{index}.JPEG"));
            }
        }

        return _folder.In("imagenet");
    }

    private string WriteCifar10Dvs()
    {
        string folder = _folder.In("cifar10-dvs");
        SimulatedRecordings.Cifar10Dvs.Write(SyntheticShapes.Train(new Synthetic { Train = DvsRecordings }), folder, seed: 0);
        return folder;
    }
}
