using SpikeDistill.Interop.Events;

namespace SpikeDistill.Data;

/// <summary>The two ways in which folders of recordings are split into those to train on and those to test on.</summary>
internal static class RecordingFolders
{
    /// <summary>A folder of classes; of each a share is tested on (<see cref="ClassSplit"/>).</summary>
    /// <exception cref="DataSetException">The folder holds no recordings in folders, or the split that is kept does not fit it.</exception>
    public static EventRecordings Split(string folder, double testShare, SensorSize? sensor)
    {
        RecordingFolder all = RecordingFolder.Of(folder, folder);
        ClassSplit split = ClassSplit.Of(all, testShare);
        return new EventRecordings(all.ClassNames, all.Part(sensor, split.Train), all.Part(sensor, split.Test));
    }

    /// <summary>Two folders of classes.</summary>
    /// <exception cref="DataSetException">A folder holds no recordings in folders, or the two have other classes.</exception>
    public static EventRecordings Two(string folder, string trainName, string testName, SensorSize? sensor)
    {
        RecordingFolder train = RecordingFolder.Of(folder, Path.Combine(folder, trainName)), test = RecordingFolder.Of(folder, Path.Combine(folder, testName));
        if (!train.ClassNames.SequenceEqual(test.ClassNames))
        {
            throw new DataSetException(
                test.Path,
                $"it has the classes {string.Join(", ", test.ClassNames)}",
                $"those of {train.Path}: {string.Join(", ", train.ClassNames)}",
                "Unpack the set again whole.");
        }

        return new EventRecordings(train.ClassNames, train.Part(sensor), test.Part(sensor));
    }

    /// <summary>The name of a folder in a folder, however it is capitalized; null where there is none.</summary>
    public static string? Named(string folder, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            foreach (string inside in Directory.EnumerateDirectories(folder))
            {
                if (Path.GetFileName(inside).Equals(name, StringComparison.OrdinalIgnoreCase)) return Path.GetFileName(inside);
            }
        }

        return null;
    }
}
