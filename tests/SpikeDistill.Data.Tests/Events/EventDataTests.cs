using PureHDF;
using SpikeDistill.Interop.Events;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data.Tests.Events;

/// <summary>Sets of recordings as they are published, in small.</summary>
public sealed class EventDataTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spikedistill-event-data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Nine_of_ten_of_each_class_are_trained_on_and_the_split_is_kept()
    {
        Aedat("cat", 20);
        Aedat("dog", 10);
        ImageData data = new Cifar10Dvs { Path = _folder, Frames = 4, Size = 16 }.Open();

        Assert.Equal(["cat", "dog"], data.ClassNames);
        Assert.Equal((27, 3), (data.Train.Count, data.Test.Count));
        Assert.Equal(new[] { 0, 0, 1 }, Enumerable.Range(0, 3).Select(data.Test.Label));
        Assert.Equal(new ImageShape(16, 16, 2) { Steps = 4 }, data.Shape);
        Assert.Equal("cat/8.aedat\ncat/9.aedat\ndog/9.aedat\n", File.ReadAllText(Path.Combine(_folder, "test-0.1.txt")));

        // Recordings that come later are trained on.
        Aedat("dog", 12);
        data = new Cifar10Dvs { Path = _folder, Frames = 4, Size = 16 }.Open();
        Assert.Equal((29, 3), (data.Train.Count, data.Test.Count));
    }

    [Fact]
    public void Frames_hold_the_events_of_the_file()
    {
        Aedat("cat", 10);
        Aedat("dog", 10);
        ImageData data = new EventFolder { Path = _folder, Frames = 4, Size = 16 }.Open();
        byte[] frames = new byte[data.Shape.Size];
        data.Train.CopyPixels(3, frames);

        Assert.Equal(13, frames.Sum(one => one));
    }

    [Fact]
    public void In_place_of_a_damaged_recording_the_next_of_its_class_is_shown_and_it_is_named()
    {
        Aedat("cat", 10);
        Aedat("dog", 10);
        string file = Path.Combine(_folder, "cat", "0.aedat");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^3]);
        ImageData data = new EventFolder { Path = _folder, Frames = 4, Size = 16 }.Open();
        byte[] shown = new byte[data.Shape.Size], next = new byte[data.Shape.Size];
        data.Train.CopyPixels(0, shown);
        data.Train.CopyPixels(1, next);

        Assert.Equal(next, shown);
        Assert.True(data.Train.IsReplaced(0));
        Assert.False(data.Train.IsReplaced(1));
        SkippedImage skipped = Assert.Single(data.Train.Skipped);
        Assert.Equal("cat/0.aedat", skipped.Name);
        Assert.StartsWith($"it cannot be read: '{file}': the file ends at byte", skipped.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_of_which_no_recording_can_be_read_is_an_error()
    {
        Aedat("cat", 10);
        Aedat("dog", 10);
        foreach (string file in Directory.GetFiles(Path.Combine(_folder, "cat"))) File.WriteAllBytes(file, []);
        ImageData data = new EventFolder { Path = _folder }.Open();

        string message = Assert.Throws<DataSetException>(() => data.Train.CopyPixels(0, new byte[data.Shape.Size])).Message;

        Assert.Contains("no recording of the class 'cat' can be read; of cat/0.aedat: it cannot be read:", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_kept_of_frames_is_checked_against_the_recording()
    {
        Aedat("cat", 10);
        Aedat("dog", 10);
        FrameCache cache = new(Path.Combine(_folder, "kept"), new EventFraming(4, 16, 16));
        byte[] frames = [.. Enumerable.Range(0, 2048).Select(i => (byte)(i % 3))], read = new byte[2048];

        Assert.False(cache.TryRead("cat/0.aedat 8", read));
        cache.Keep("cat/0.aedat 8", frames);
        Assert.True(cache.TryRead("cat/0.aedat 8", read));
        Assert.Equal(frames, read);
        Assert.False(cache.TryRead("cat/0.aedat 9", read));

        string file = Directory.GetFiles(Path.Combine(_folder, "kept"), "*", SearchOption.AllDirectories).Single();
        byte[] content = File.ReadAllBytes(file);
        content[^5] ^= 1;
        File.WriteAllBytes(file, content);
        Assert.False(cache.TryRead("cat/0.aedat 8", read));
    }

    [Fact]
    public void A_set_is_another_once_a_recording_has_changed_or_is_cut_otherwise()
    {
        Aedat("cat", 10);
        Aedat("dog", 10);
        EventFolder set = new() { Path = _folder, Frames = 4, Size = 16 };
        string? before = set.Open().Train.Fingerprint;

        Assert.Equal(before, (set with { Duration = 100_000 }).Open().Train.Fingerprint);
        Assert.NotEqual(before, (set with { Cut = FrameCut.Time }).Open().Train.Fingerprint);
        EventFiles.WriteAedat2(Path.Combine(_folder, "cat", "3.aedat"), Events(99, 128));
        Assert.NotEqual(before, (set with { Duration = 100_000 }).Open().Train.Fingerprint);
    }

    [Fact]
    public void What_is_published_of_a_set_is_known_without_its_files()
    {
        DataSetInfo known = new Cifar10Dvs { Path = Path.Combine(_folder, "none"), Size = 48 }.Describe();

        Assert.Equal((10, 9000, 1000), (known.Classes, known.TrainImages, known.TestImages));
        Assert.Equal(new ImageShape(48, 48, 2) { Steps = 16 }, known.Shape);
    }

    [Theory]
    [InlineData("cifar10dvs")]
    [InlineData("n-mnist")]
    [InlineData("n-caltech101")]
    [InlineData("dvs-gesture")]
    [InlineData("shd")]
    [InlineData("ssc")]
    public void A_published_set_that_is_not_here_says_where_it_is_to_be_had(string name)
    {
        DataSource set = DataSets.Find(name);

        DataSetException error = Assert.Throws<DataSetException>(() => set.Open(_folder));

        Assert.Equal(DataSetReason.Missing, error.Reason);
        Assert.Contains($"Get it from {set.Home}, unpack it there", error.Message, StringComparison.Ordinal);
        Assert.False(set.Status(_folder).IsPresent);
    }

    [Fact]
    public void Recordings_of_ones_own_need_a_folder()
        => Assert.Contains(
            "data.path: it is not given",
            Assert.Throws<DataSetException>(() => new EventFolder().Describe()).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Recordings_in_train_and_test_are_split_as_they_lie()
    {
        foreach (string part in (string[])["train", "test"])
        {
            Aedat(Path.Combine(part, "cat"), part == "train" ? 3 : 1);
            Aedat(Path.Combine(part, "dog"), 2);
        }

        ImageData data = new EventFolder { Path = _folder }.Open();

        Assert.Equal((5, 3), (data.Train.Count, data.Test.Count));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Gestures_are_pieces_of_recordings()
    {
        Event[] events = [.. Enumerable.Range(0, 100).Select(i => new Event(i * 10, 5, 5, true))];
        EventFiles.WriteAedat2(Path.Combine(_folder, "user01_lab.aedat"), events);
        File.WriteAllText(Path.Combine(_folder, "user01_lab_labels.csv"), "class,startTime_usec,endTime_usec\n1,0,100\n11,500,700\n");
        foreach (string list in (string[])["trials_to_train.txt", "trials_to_test.txt"])
        {
            File.WriteAllText(Path.Combine(_folder, list), "user01_lab.aedat\n\n");
        }

        ImageData data = new DvsGesture { Path = _folder, Frames = 2, Size = 16, Cache = false }.Open();
        byte[] frames = new byte[data.Shape.Size];
        data.Train.CopyPixels(1, frames);

        Assert.Equal((2, 10), (data.Train.Count, data.Train.Label(1)));
        Assert.Equal(20, frames.Sum(one => one));
        File.WriteAllText(Path.Combine(_folder, "user01_lab_labels.csv"), "class,startTime_usec,endTime_usec\n12,0,100\n");
        string message = Assert.Throws<DataSetException>(() => new DvsGesture { Path = _folder }.Open()).Message;
        Assert.Contains("user01_lab_labels.csv: line 2 is '12,0,100'; expected lines of class,startTime_usec,endTime_usec", message, StringComparison.Ordinal);
    }

    [Fact]
    public void N_MNIST_whose_tests_lack_a_digit_is_refused_rather_than_mislabelled()
    {
        foreach ((string part, int digit) in ((string, int)[])[("Train", 0), ("Train", 1), ("Train", 2), ("Test", 1), ("Test", 2)])
        {
            string folder = Directory.CreateDirectory(Path.Combine(_folder, part, $"{digit}")).FullName;
            EventFiles.WriteBin(Path.Combine(folder, "00001.bin"), Events(5, 34));
        }

        string message = Assert.Throws<DataSetException>(() => new NMnist { Path = _folder, Frames = 4, Size = 16 }.Open()).Message;

        Assert.Contains("it has the classes 1, 2; expected those of", message, StringComparison.Ordinal);
    }

    [Fact]
    public void N_MNIST_has_folders_of_its_own_for_tests()
    {
        foreach (string part in (string[])["Train", "Test"])
        {
            foreach (int digit in (int[])[0, 1, 2])
            {
                string folder = Directory.CreateDirectory(Path.Combine(_folder, part, $"{digit}")).FullName;
                EventFiles.WriteBin(Path.Combine(folder, "00001.bin"), Events(5 + digit, 34));
            }
        }

        ImageData data = new NMnist { Path = _folder, Frames = 4, Size = 16 }.Open();

        Assert.Equal((3, 3), (data.Train.Count, data.Test.Count));
        byte[] frames = new byte[data.Shape.Size];
        data.Test.CopyPixels(2, frames);
        Assert.Equal(7, frames.Sum(one => one));
    }

    [Fact]
    public void Spike_trains_are_frames_of_one_row_without_polarity()
    {
        foreach (string path in ((string[])["shd_train.h5", "shd_test.h5"]).Select(name => Path.Combine(_folder, name)))
        {
            new H5File
            {
                ["spikes"] = new H5Group { ["times"] = new Half[][] { [(Half)0, (Half)0.25, (Half)1] }, ["units"] = new ushort[][] { [0, 699, 350] } },
                ["labels"] = new ushort[] { 4 },
            }.Write(path);
        }

        ImageData data = (((SpikeTrainSet)DataSets.Find("shd")) with { Path = _folder, Frames = 2, Size = 70 }).Open();
        byte[] frames = new byte[data.Shape.Size];
        data.Train.CopyPixels(0, frames);

        Assert.Equal(new ImageShape(1, 70, 1) { Steps = 2 }, data.Shape);
        Assert.Equal(("four", 20), (data.ClassNames[data.Train.Label(0)], data.Train.Classes));
        Assert.Equal([0, 69, 70 + 35], Enumerable.Range(0, 140).Where(i => frames[i] == 1));
    }

    [Theory]
    [InlineData(".", "it has 0 folders with recordings")]
    public void A_folder_without_recordings_says_what_was_expected(string name, string found)
    {
        string message = Assert.Throws<DataSetException>(() => new Cifar10Dvs { Path = Path.Combine(_folder, name) }.Open()).Message;

        Assert.Contains($"{found}; expected a folder with a folder of recordings for each class", message, StringComparison.Ordinal);
    }

    private static Event[] Events(int count, int side)
    {
        CounterRandom random = new(count, "events");
        return [.. Enumerable.Range(0, count).Select(i => new Event(i * 100, (ushort)random.NextInt(side), (ushort)random.NextInt(side), random.NextBool()))];
    }

    private void Aedat(string name, int count)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        for (int i = 0; i < count; i++) EventFiles.WriteAedat2(Path.Combine(folder, $"{i}.aedat"), Events(10 + i, 128));
    }
}
