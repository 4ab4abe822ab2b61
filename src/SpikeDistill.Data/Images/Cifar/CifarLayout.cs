namespace SpikeDistill.Data;

/// <summary>One file of a CIFAR set.</summary>
/// <param name="Name">Its file name.</param>
/// <param name="Records">The images it holds.</param>
internal sealed record CifarFile(string Name, int Records);

/// <summary>What the entries of CIFAR's pickled batches are called.</summary>
/// <param name="Labels">The classes.</param>
/// <param name="CoarseLabels">The superclasses, if there are any.</param>
/// <param name="Names">The classes' names, in the file with names.</param>
/// <param name="CoarseNames">The superclasses' names, if there are any.</param>
internal sealed record CifarKeys(string Labels, string? CoarseLabels, string Names, string? CoarseNames);

/// <summary>A folder with one of the two forms of a CIFAR set, or where it was looked for.</summary>
/// <param name="Form">The form.</param>
/// <param name="Folder">The folder.</param>
internal sealed record CifarPlace(CifarLayout Form, string Folder);

/// <summary>The files of one of the two CIFAR sets in one of their two forms, and what their records look like.</summary>
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

    /// <summary>The keys of its batches where they are pickles, as torchvision unpacks them; null for the binary form.</summary>
    public CifarKeys? Pickled { get; init; }

    /// <summary>The same set in its other form, which is taken where this one is not there.</summary>
    public CifarLayout? Other { get; init; }

    public int RecordBytes => LabelBytes + Image.Size;

    public IEnumerable<CifarFile> Files => Train.Concat(Test);

    /// <summary>The names of all files, those with class names among them.</summary>
    public IEnumerable<string> AllFiles
        => Files.Select(file => file.Name).Append(NamesFile).Concat(CoarseNamesFile is { } coarse && coarse != NamesFile ? [coarse] : []);

    /// <summary>The name by which the set is fetched.</summary>
    public required string FetchName { get; init; }

    public string Remedy
        => $"Get it again: unpack {Archive} from https://www.cs.toronto.edu/~kriz/cifar.html into the folder that holds {Folder}.";

    public DataSetInfo Info(string name, PixelNormalization normalization)
        => new(name, Image, Classes, Train.Sum(file => file.Records), Test.Sum(file => file.Records), normalization);

    /// <summary>
    /// The form that is there, and its folder: in the root itself where that holds all of its files (a single <c>train.bin</c> there may
    /// be anything) or has its name, or below it; a whole set before one that is not. Where there is none, the place of this form.
    /// </summary>
    public CifarPlace Find(string root)
    {
        CifarLayout[] forms = Other is null ? [this] : [this, Other];
        CifarPlace[] inRoot = [.. forms.Select(form => new CifarPlace(form, root))];
        CifarPlace[] below = [.. forms.Select(form => new CifarPlace(form, Path.Combine(root, form.Folder)))];
        return Array.Find(inRoot, place => place.Form.IsAll(root))
            ?? Array.Find(below, place => place.Form.HasFiles(place.Folder))
            ?? Array.Find(below, place => Directory.Exists(place.Folder))
            ?? Array.Find(inRoot, place => Path.GetFileName(root) == place.Form.Folder)
            ?? below[0];
    }

    public bool IsPresent(string root) => Find(root) is var (form, folder) && form.HasFiles(folder);

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
            if (Pickled is null && there.Length != expected) return $"{file.Name} holds {there.Length} bytes, expected {expected}";
            if (Pickled is not null && there.Length < expected) return $"{file.Name} holds {there.Length} bytes, expected at least {expected}";
        }

        return null;
    }

    /// <summary>The most bytes a file can have: pickles of protocol 0 write a byte as up to four.</summary>
    public long MostBytes(CifarFile file) => (long)file.Records * (Pickled is null ? RecordBytes : 5 * RecordBytes);

    /// <summary>Whether a folder of any name is this set; the pickles' names are words that other files may have too.</summary>
    private bool IsAll(string folder) => HasFiles(folder) && (Pickled is null || File.Exists(Path.Combine(folder, NamesFile)));

    private bool HasFiles(string folder) => Files.All(file => File.Exists(Path.Combine(folder, file.Name)));
}
