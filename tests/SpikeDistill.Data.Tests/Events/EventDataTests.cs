using PureHDF;
using SpikeDistill.Interop.Events;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data.Tests.Events;

/// <summary>Sets of recordings as they are published, in small.</summary>
public sealed class EventDataTests : IDisposable
{
    private static readonly EventFraming Framing = new(4, 16, 16);

    private readonly string _folder = Directory.CreateTempSubdirectory("spikedistill-event-data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Nine_of_ten_of_each_class_are_trained_on_and_the_split_is_kept()
    {
        Aedat("cat", 20);
        Aedat("dog", 10);
        ImageData data = EventData.Cifar10Dvs(_folder, Framing);

        Assert.Equal(["cat", "dog"], data.ClassNames);
        Assert.Equal((27, 3), (data.Train.Count, data.Test.Count));
        Assert.Equal(new[] { 0, 0, 1 }, Enumerable.Range(0, 3).Select(data.Test.Label));
        Assert.Equal(new ImageShape(16, 16, 2) { Steps = 4 }, data.Shape);
        Assert.Equal("cat/8.aedat\ncat/9.aedat\ndog/9.aedat\n", File.ReadAllText(Path.Combine(_folder, "test-0.1.txt")));

        // Recordings that come later are trained on.
        Aedat("dog", 12);
        data = EventData.Cifar10Dvs(_folder, Framing);
        Assert.Equal((29, 3), (data.Train.Count, data.Test.Count));
    }

    [Fact]
    public void Frames_hold_the_events_of_the_file()
    {
        Aedat("cat", 10);
        Aedat("dog", 10);
        ImageData data = EventData.Folder(_folder, Framing);
        byte[] frames = new byte[data.Shape.Size];
        data.Train.CopyPixels(3, frames);

        Assert.Equal(13, frames.Sum(one => one));
    }

    [Fact]
    public void A_damaged_recording_is_named()
    {
        Aedat("cat", 10);
        Aedat("dog", 10);
        string file = Path.Combine(_folder, "cat", "0.aedat");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^3]);
        ImageData data = EventData.Folder(_folder, Framing);

        string message = Assert.Throws<DataSetException>(() => data.Train.CopyPixels(0, new byte[data.Shape.Size])).Message;

        Assert.StartsWith($"{file}: it cannot be read ('{file}': the file ends at byte", message, StringComparison.Ordinal);
    }

    [Fact]
    public void N_MNIST_whose_tests_lack_a_digit_is_refused_rather_than_mislabelled()
    {
        foreach ((string part, int digit) in ((string, int)[])[("Train", 0), ("Train", 1), ("Train", 2), ("Test", 1), ("Test", 2)])
        {
            string folder = Directory.CreateDirectory(Path.Combine(_folder, part, $"{digit}")).FullName;
            EventFiles.WriteBin(Path.Combine(folder, "00001.bin"), Events(5, 34));
        }

        string message = Assert.Throws<DataSetException>(() => EventData.NMnist(_folder, Framing)).Message;

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

        ImageData data = EventData.NMnist(_folder, Framing);

        Assert.Equal((3, 3), (data.Train.Count, data.Test.Count));
        byte[] frames = new byte[data.Shape.Size];
        data.Test.CopyPixels(2, frames);
        Assert.Equal(7, frames.Sum(one => one));
    }

    [Fact]
    public void Spike_trains_are_frames_of_one_row_without_polarity()
    {
        string path = Path.Combine(_folder, "shd.h5");
        new H5File
        {
            ["spikes"] = new H5Group { ["times"] = new Half[][] { [(Half)0, (Half)0.25, (Half)1] }, ["units"] = new ushort[][] { [0, 699, 350] } },
            ["labels"] = new ushort[] { 4 },
        }.Write(path);
        ImageData data = EventData.SpikeTrains(path, path, new EventFraming(2, 1, 70) { Cut = FrameCut.Time });
        byte[] frames = new byte[data.Shape.Size];
        data.Train.CopyPixels(0, frames);

        Assert.Equal(new ImageShape(1, 70, 1) { Steps = 2 }, data.Shape);
        Assert.Equal(5, data.Train.Classes);
        Assert.Equal([0, 69, 70 + 35], Enumerable.Range(0, 140).Where(i => frames[i] == 1));
    }

    [Theory]
    [InlineData("nowhere", "there is no such folder")]
    [InlineData(".", "it has 0 folders with recordings")]
    public void A_folder_without_recordings_says_what_was_expected(string name, string found)
    {
        string message = Assert.Throws<DataSetException>(() => EventData.Cifar10Dvs(Path.Combine(_folder, name), Framing)).Message;

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
