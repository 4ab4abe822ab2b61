using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SpikeDistill.Data;

namespace SpikeDistill.Images;

/// <summary>
/// Finds out how the pictures of a folder lie there: class folders, in <c>train</c> and <c>val</c> or <c>test</c> or alone, or
/// Tiny-ImageNet's form, or Kaggle's of ImageNet.
/// </summary>
internal sealed class TreeReader
{
    private static readonly string[] TrainNames = ["train", "training"], ValidationNames = ["val", "valid", "validation"],
        TestNames = ["test", "testing", .. ValidationNames];

    private readonly string _root;
    private readonly PictureIndex _index;
    private readonly List<SkippedImage> _skipped = [];
    private readonly IncrementalHash _sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private TreeReader(string root, PictureIndex index) => (_root, _index) = (root, index);

    /// <summary>Looks at a folder.</summary>
    /// <param name="root">The folder, an absolute path.</param>
    /// <param name="index">What was found of its files before.</param>
    /// <exception cref="DataSetException">There is no such folder, or its pictures lie in it in no form that is known.</exception>
    public static PictureTree Read(string root, PictureIndex index)
        => Directory.Exists(root)
            ? new TreeReader(root, index).Read()
            : throw new DataSetException(root, "there is no such folder", "a folder of pictures, a folder for each class", "Look at 'data.path'.");

    private PictureTree Read()
    {
        string[] folders = FolderScan.Folders(_root);
        string? train = Named(folders, TrainNames);
        Dictionary<string, List<string>> files = Pictures();
        if (train is null)
        {
            return Tree("class folders", folders, Of(folders, name => name), test: null);
        }

        string[] classes = FolderScan.Folders(Path.Combine(_root, train));
        List<(string, int)> training = Of(classes, name => $"{train}/{name}");
        if (TinyImageNet.Annotations(_root) is { } annotations)
        {
            List<string> shown = files.GetValueOrDefault(TinyImageNet.Folder) ?? [];
            return Tree("Tiny-ImageNet's layout", classes, training, annotations.Labelled(shown, classes, _skipped));
        }

        if (Named(folders, ValidationNames) is { } flat && files.GetValueOrDefault(flat) is { } listed && KaggleImageNet.Solution(_root) is { } solution)
        {
            string layout = $"class folders in {train}/ and files in {flat}/, which {solution.Name} lists,";
            return Tree(layout, classes, training, solution.Labelled(listed, classes, _skipped));
        }

        foreach (string test in TestNames.Select(name => Named(folders, [name])).OfType<string>())
        {
            string[] tested = FolderScan.Folders(Path.Combine(_root, test));
            if (tested.Length == 0) continue;
            if (Array.Find(tested, name => !classes.Contains(name, StringComparer.Ordinal)) is { } unknown)
            {
                throw new DataSetException(
                    Path.Combine(_root, test, unknown), $"there is no such class in {train}/", $"the class folders of {train}/", "Move or rename the folder.");
            }

            List<(string, int)> testing = Of(tested, name => $"{test}/{name}", name => Array.IndexOf(classes, name));
            if (testing.Count > 0) return Tree($"class folders in {train}/ and {test}/", classes, training, testing);
        }

        return Tree($"class folders in {train}/", classes, training, test: null);

        List<(string, int)> Of(string[] names, Func<string, string> place, Func<string, int>? label = null)
            => [.. names.SelectMany((name, i) =>
            {
                int its = label?.Invoke(name) ?? i;
                return (files.GetValueOrDefault(place(name)) ?? []).Select(path => (path, its));
            })];

        PictureTree Tree(string layout, string[] names, List<(string Path, int Label)> training, List<(string Path, int Label)>? test)
        {
            RequireClasses(names, training);
            bool numbered = WordNetNames.Are(names);
            return new PictureTree(
                numbered && !layout.StartsWith("Tiny", StringComparison.Ordinal) ? $"ImageNet's layout, {layout} named by WordNet's numbers" : layout,
                numbered ? WordNetNames.Of(names, Path.GetDirectoryName(_root) ?? _root, _root) : names,
                new PictureList(training),
                test is null ? null : new PictureList(test),
                _skipped,
                Convert.ToHexStringLower(_sum.GetHashAndReset()));
        }
    }

    /// <summary>
    /// All pictures by the folder that decides their class: the first below the set's, or the second below one for training or testing where there is one.
    /// </summary>
    private Dictionary<string, List<string>> Pictures()
    {
        List<FoundPicture> files = FolderScan.Files(_root, _root);
        PictureVerdict[] verdicts = _index.Judge(_root, files);
        Dictionary<string, List<string>> pictures = new(StringComparer.Ordinal);
        for (int i = 0; i < files.Count; i++)
        {
            string path = files[i].Path;
            string[] parts = path.Split('/');
            if (parts.Length < 2) continue;
            bool inSplit = IsOne(parts[0], TrainNames) || IsOne(parts[0], TestNames);
            if (PictureSniffer.Problem(verdicts[i]) is { } problem)
            {
                _skipped.Add(new SkippedImage(path, problem));
            }
            else if (verdicts[i] == PictureVerdict.Picture)
            {
                string folder = inSplit && parts.Length > 2 ? $"{parts[0]}/{parts[1]}" : parts[0];
                if (!pictures.TryGetValue(folder, out List<string>? members)) pictures[folder] = members = [];
                members.Add(path);
            }

            _sum.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{path}\0{files[i].Bytes} {files[i].Changed}\n")));
        }

        return pictures;
    }

    private void RequireClasses(string[] names, List<(string Path, int Label)> pictures)
    {
        const string Remedy = "Put the pictures of each class into a folder of its own, called as the class is; the folders may stand in train/ and val/.";
        if (names.Length < 2)
        {
            throw new DataSetException(_root, names.Length == 0 ? "it holds no class folders" : "it holds a single class folder", "two or more", Remedy);
        }

        bool[] filled = new bool[names.Length];
        foreach ((_, int label) in pictures) filled[label] = true;
        if (Array.IndexOf(filled, false) is >= 0 and int empty)
        {
            throw new DataSetException(
                _root, $"the class '{names[empty]}' has no picture that can be read", $"{PictureFormats.Names} files in every class folder", Remedy);
        }
    }

    private static string? Named(string[] folders, string[] names) => Array.Find(folders, folder => IsOne(folder, names));

    private static bool IsOne(string folder, string[] names) => names.Contains(folder, StringComparer.OrdinalIgnoreCase);
}
