using System.Globalization;
using SpikeDistill.Data;

namespace SpikeDistill.Images;

/// <summary>MNIST's four files, and those of sets in the same form: Fashion-MNIST, KMNIST, EMNIST's halves.</summary>
/// <param name="Layout">What was recognized, in words.</param>
/// <param name="ClassNames">One name for each class.</param>
/// <param name="Train">The training images.</param>
/// <param name="Test">The test images.</param>
internal sealed record IdxFolder(string Layout, IReadOnlyList<string> ClassNames, IdxArrays Train, IdxArrays Test)
{
    private const int Mnists = 60_000;
    private const string Remedy = "Put the four files of one set beside each other.";

    private static readonly string[] Fashion =
        ["T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];

    // The first labels of the two sets' training files, which are called alike.
    private static readonly byte[] FirstOfMnist = [5, 0, 4, 1, 9, 2, 1, 3, 1, 4], FirstOfFashion = [9, 0, 0, 3, 0, 2, 7, 2, 5, 5];

    // Below the folder itself, where torchvision keeps what it has fetched.
    private static readonly string[] Places = ["", "raw"];

    /// <summary>Reads the files of a folder; null where there are none in this form.</summary>
    /// <exception cref="DataSetException">Files are missing, damaged, or do not belong together.</exception>
    public static IdxFolder? Read(string root)
    {
        string? place = Array.Find(Places, place => Find(Path.Combine(root, place), "train", "images-idx3") is not null);
        if (place is null) return null;

        string folder = Path.Combine(root, place);
        IdxArrays train = Arrays("train"), test = Arrays(Find(folder, "t10k", "images-idx3") is null ? "test" : "t10k");
        if (train.Height != test.Height || train.Width != test.Width)
        {
            throw new DataSetException(
                folder, $"the training images are {train.Height}x{train.Width}, the test images {test.Height}x{test.Width}", "images of one size", Remedy);
        }

        int classes = Math.Max(train.Labels.Max(), test.Labels.Max()) + 1;
        bool fashion = train.Count == Mnists && train.Labels.AsSpan().StartsWith(FirstOfFashion);
        bool digits = train.Count == Mnists && train.Labels.AsSpan().StartsWith(FirstOfMnist);
        return new IdxFolder(
            fashion ? "Fashion-MNIST's files" : digits ? "MNIST's files" : "files in MNIST's form",
            fashion ? Fashion : [.. Enumerable.Range(0, classes).Select(label => label.ToString(CultureInfo.InvariantCulture))],
            train,
            test);

        IdxArrays Arrays(string part) => IdxArrays.Of(Needed(part, "images-idx3"), Needed(part, "labels-idx1"));

        string Needed(string part, string kind) => Find(folder, part, kind)
            ?? throw new DataSetException(
                Path.Combine(folder, $"{part}-{kind}-ubyte"), "there is no such file, packed or not", "it beside the others", Remedy);
    }

    /// <summary>A file under any of the names it is given: with a dot or a dash, packed or not, with a set's name in front.</summary>
    private static string? Find(string folder, string part, string kind)
        => !Directory.Exists(folder) ? null : Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).FirstOrDefault(path =>
        {
            string name = Path.GetFileName(path).Replace('.', '-');
            string ending = $"{part}-{kind}-ubyte";
            return name.EndsWith(ending, StringComparison.Ordinal) || name.EndsWith(ending + "-gz", StringComparison.Ordinal);
        });
}
