using System.Globalization;
using SpikeDistill.Interop;

namespace SpikeDistill.Data;

/// <summary>
/// Recordings split into those to train on and those to test on: of each class the first, in the order of their names, are trained on
/// (SpikingJelly's <c>split_to_train_test_set</c>). It is kept in the folder, a line for each recording that is tested on, and what is kept there
/// holds, so that recordings which come later change it for nobody.
/// </summary>
/// <param name="Train">The places of recordings to train on.</param>
/// <param name="Test">The places of those to test on.</param>
internal sealed record ClassSplit(IReadOnlyList<int> Train, IReadOnlyList<int> Test)
{
    /// <summary>The split of a folder: the one that is kept there, or else one that is made and, where the folder can be written, kept.</summary>
    /// <exception cref="DataSetException">The split that is kept names a recording that is not there, or leaves nothing to train on.</exception>
    public static ClassSplit Of(RecordingFolder folder, double testShare)
    {
        if (testShare is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(testShare), testShare, "The share to test on lies between 0 and 1.");

        string file = Path.Combine(folder.Path, string.Create(CultureInfo.InvariantCulture, $"test-{testShare}.txt"));
        bool kept = File.Exists(file);
        HashSet<int> test = kept ? Kept(folder, file) : Made(folder, testShare);
        if (test.Count == 0 || test.Count == folder.Files.Count)
        {
            throw new DataSetException(
                kept ? file : folder.Path,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"a share of {testShare} of each class leaves {test.Count} of {folder.Files.Count} recordings to test on"),
                "some to train on and some to test on",
                $"{(kept ? "Remove the file, or choose" : "Choose")} another 'data.test_share'.");
        }

        if (!kept) Keep(folder, file, test);
        return new ClassSplit([.. folder.All.Where(place => !test.Contains(place))], [.. test.Order()]);
    }

    private static HashSet<int> Made(RecordingFolder folder, double testShare)
    {
        HashSet<int> test = [];
        foreach (IGrouping<int, int> members in folder.All.GroupBy(place => folder.Labels[place]))
        {
            // A share that no double holds exactly takes no recording more than it means: 0.9 of 10 are 9.
            int trained = (int)Math.Ceiling(Math.Round(members.Count() * (1 - testShare), 6));
            test.UnionWith(members.Skip(trained));
        }

        return test;
    }

    private static HashSet<int> Kept(RecordingFolder folder, string file)
    {
        Dictionary<string, int> places = folder.All.ToDictionary(place => Name(folder, place), StringComparer.Ordinal);
        HashSet<int> test = [];
        foreach (string line in File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            test.Add(
                places.TryGetValue(line, out int place)
                    ? place
                    : throw new DataSetException(
                        file, $"it names '{line}', which is not in the folder", "recordings of the folder", "Copy the set again whole, or remove the file."));
        }

        return test;
    }

    private static void Keep(RecordingFolder folder, string file, HashSet<int> test)
    {
        try
        {
            AtomicFile.WriteAllText(file, string.Concat(test.Order().Select(place => Name(folder, place) + "\n")));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A set that may only be read has the same split every time, as long as no recording is added.
        }
    }

    private static string Name(RecordingFolder folder, int place) => $"{folder.ClassNames[folder.Labels[place]]}/{Path.GetFileName(folder.Files[place].Path)}";
}
