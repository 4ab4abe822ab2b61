using SpikeDistill.Interop.Events;

namespace SpikeDistill.Data;

/// <summary>Data sets of event cameras, as they are published, as frames. Nothing is converted: recordings are read whenever they are shown.</summary>
public static class EventData
{
    private static readonly SensorSize NMnistSensor = new(34, 34);

    /// <summary>
    /// CIFAR10-DVS (Li et al., 2017): a folder of ten folders with recordings in AEDAT. Nine of ten of each class, in the order of their names, are
    /// trained on, as in SpikingJelly's split; it is kept in the folder (<see cref="ClassSplit"/>).
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="framing">How recordings are cut.</param>
    /// <exception cref="DataSetException">The folder is missing, or holds no recordings in folders.</exception>
    public static ImageData Cifar10Dvs(string folder, EventFraming framing)
        => Folder(folder, framing, testShare: 0.1, "CIFAR10-DVS") with { Key = "cifar10dvs" };

    /// <summary>N-MNIST (Orchard et al., 2015): <c>Train</c> and <c>Test</c> with a folder of .bin files for each digit.</summary>
    /// <param name="folder">The folder of the two.</param>
    /// <param name="framing">How recordings are cut.</param>
    /// <exception cref="DataSetException">A folder is missing, or holds no recordings in folders.</exception>
    public static ImageData NMnist(string folder, EventFraming framing)
    {
        RecordingFolder train = RecordingFolder.Of(Path.Combine(folder, "Train")), test = RecordingFolder.Of(Path.Combine(folder, "Test"));
        if (!train.ClassNames.SequenceEqual(test.ClassNames))
        {
            throw new DataSetException(
                test.Path,
                $"it has the classes {string.Join(", ", test.ClassNames)}",
                $"those of {train.Path}: {string.Join(", ", train.ClassNames)}",
                "Unpack the set again whole.");
        }

        return Of("N-MNIST", framing, train, train.All, test, test.All, NMnistSensor) with { Key = "nmnist" };
    }

    /// <summary>A folder with a folder of recordings for each class, in any format that is read (<see cref="EventFiles"/>).</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="framing">How recordings are cut.</param>
    /// <param name="testShare">The share of each class that is tested on; the first of a class, in the order of their names, are trained on.</param>
    /// <param name="name">What the set is called.</param>
    /// <exception cref="DataSetException">The folder is missing, or holds no recordings in folders.</exception>
    public static ImageData Folder(string folder, EventFraming framing, double testShare = 0.1, string? name = null)
    {
        RecordingFolder all = RecordingFolder.Of(folder);
        ClassSplit split = ClassSplit.Of(all, testShare);
        return Of(name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), framing, all, split.Train, all, split.Test, sensor: null);
    }

    /// <summary>SHD or SSC (Cramer et al., 2020): spike trains of a cochlea, of one row and without polarity.</summary>
    /// <param name="train">The file of recordings that are trained on.</param>
    /// <param name="test">The file of those that are tested on.</param>
    /// <param name="framing">How recordings are cut; its height is 1.</param>
    /// <param name="name">What the set is called.</param>
    /// <exception cref="DataSetException">A file is missing or damaged.</exception>
    public static ImageData SpikeTrains(string train, string test, EventFraming framing, string name = "SHD")
    {
        ArgumentNullException.ThrowIfNull(framing);
        EventFraming one = framing with { Height = 1, OnePolarity = true };
        SpikeTrainFile trained = Open(train), tested = Open(test);
        string[] classes = [.. Enumerable.Range(0, trained.Labels.Concat(tested.Labels).DefaultIfEmpty(0).Max() + 1).Select(label => $"{label}")];
        return new ImageData(name, Set("train", trained), Set("test", tested), PixelNormalization.Counts(1));

        EventFrameSet Set(string part, SpikeTrainFile file) => new($"{name} {part}", one, file.Labels, classes, file.Read);
    }

    private static ImageData Of(
        string name,
        EventFraming framing,
        RecordingFolder train,
        IReadOnlyList<int> trained,
        RecordingFolder test,
        IReadOnlyList<int> tested,
        SensorSize? sensor)
    {
        ArgumentNullException.ThrowIfNull(framing);
        return new ImageData(name, Set("train", train, trained), Set("test", test, tested), PixelNormalization.Counts(framing.Shape.Channels));

        EventFrameSet Set(string part, RecordingFolder folder, IReadOnlyList<int> places) => new(
            $"{name} {part}",
            framing,
            [.. places.Select(place => folder.Labels[place])],
            train.ClassNames,
            index => EventFiles.Read(folder.Files[places[index]], sensor));
    }

    private static SpikeTrainFile Open(string path)
    {
        try
        {
            return SpikeTrainFile.Open(path);
        }
        catch (EventFileException damaged)
        {
            throw new DataSetException(
                damaged.FileName, $"it cannot be read ({damaged.Message})", "a file of spike trains (.h5)", "Download it again.", damaged);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(path, $"cannot be read ({failure.Message})", "a file of spike trains (.h5)", "Download it, and unpack it.", failure);
        }
    }
}
