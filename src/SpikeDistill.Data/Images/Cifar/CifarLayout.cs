namespace SpikeDistill.Data;

/// <summary>One file of CIFAR's binary version.</summary>
/// <param name="Name">Its file name.</param>
/// <param name="Records">The images it holds.</param>
internal sealed record CifarFile(string Name, int Records);

/// <summary>The files of one of the two CIFAR sets, and what their records look like.</summary>
/// <param name="Name">CIFAR-10 or CIFAR-100.</param>
/// <param name="Folder">The folder the archive unpacks to.</param>
/// <param name="Archive">The archive's name on the authors' page.</param>
/// <param name="LabelBytes">1: the class; 2: the superclass, then the class.</param>
/// <param name="Classes">The number of classes.</param>
/// <param name="CoarseClasses">The number of superclasses, 0 without.</param>
/// <param name="Train">The training files in order.</param>
/// <param name="Test">The test files in order.</param>
/// <param name="NamesFile">The file with class names.</param>
/// <param name="CoarseNamesFile">The file with superclass names, if there are any.</param>
internal sealed record CifarLayout(
    string Name,
    string Folder,
    string Archive,
    int LabelBytes,
    int Classes,
    int CoarseClasses,
    IReadOnlyList<CifarFile> Train,
    IReadOnlyList<CifarFile> Test,
    string NamesFile,
    string? CoarseNamesFile)
{
    /// <summary>Every image is 32x32 with three channels.</summary>
    public static ImageShape Image { get; } = new(32, 32, 3);

    public int RecordBytes => LabelBytes + Image.Size;

    public IEnumerable<CifarFile> Files => Train.Concat(Test);

    public string Remedy
        => $"Get it again with 'spikedistill data fetch', or unpack {Archive} from "
            + $"https://www.cs.toronto.edu/~kriz/cifar.html into the folder that holds {Folder}.";

    public DataSetInfo Info(string name, PixelNormalization normalization)
        => new(name, Image, Classes, Train.Sum(file => file.Records), Test.Sum(file => file.Records), normalization);

    /// <summary>
    /// The folder with the files: below the root, or the root itself where that holds all of them; a single <c>train.bin</c> there
    /// may be anything.
    /// </summary>
    public string Locate(string root) => HasFiles(root) ? root : Path.Combine(root, Folder);

    public bool IsPresent(string root) => HasFiles(Locate(root));

    /// <summary>
    /// Why a folder's files cannot be used: it cannot be read, or the first file that is missing or of another size; null if there
    /// is nothing.
    /// </summary>
    public string? Problem(string folder)
    {
        try
        {
            _ = Directory.GetFiles(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"it cannot be read ({failure.Message.TrimEnd('.')})";
        }

        foreach (CifarFile file in Files)
        {
            FileInfo there = new(Path.Combine(folder, file.Name));
            long expected = (long)file.Records * RecordBytes;
            if (!there.Exists) return $"{file.Name} is missing";
            if (there.Length != expected) return $"{file.Name} holds {there.Length} bytes, expected {expected}";
        }

        return null;
    }

    private bool HasFiles(string folder) => Files.All(file => File.Exists(Path.Combine(folder, file.Name)));
}
