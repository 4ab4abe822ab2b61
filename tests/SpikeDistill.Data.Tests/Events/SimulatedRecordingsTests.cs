using SpikeDistill.Interop.Events;

namespace SpikeDistill.Data.Tests.Events;

/// <summary>Sets of recordings made from still images.</summary>
public sealed class SimulatedRecordingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spikedistill-simulated-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Still_images_become_a_set_that_is_read_as_the_published_one_is()
    {
        Subset images = Subset.First(new Data.Synthetic { Train = 4, Classes = 2 }.Open().Train, 4);
        SimulatedRecordings recordings = SimulatedRecordings.Cifar10Dvs with
        {
            Camera = EventSimulator.Cifar10Dvs with { Path = [(4, 0)], Pictures = 4 },
        };
        int done = 0;
        recordings.Write(images, _folder, seed: 1, count => done = Math.Max(done, count));
        ImageData data = new Cifar10Dvs { Path = _folder, Frames = 2, Size = 32, TestShare = 0.5 }.Open();

        Assert.Equal(4, done);
        Assert.Equal((2, 2), (data.Train.Count, data.Test.Count));
        string file = Directory.GetFiles(_folder, "*_00001.aedat", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        Assert.True(EventFiles.Read(file).Events.Length > 100);

        // What is there is left, so that a call that was stopped goes on.
        File.WriteAllText(file, "left");
        recordings.Write(images, _folder, seed: 1);
        Assert.Equal("left", File.ReadAllText(file));
    }

    [Fact]
    public void An_image_without_contrast_is_a_recording_that_is_read()
    {
        SimulatedRecordings.NMnist.Write(new Grey(), _folder, seed: 1);

        Assert.All(
            Directory.GetFiles(_folder, "*.bin", SearchOption.AllDirectories),
            file => Assert.Equal(1, EventFiles.Read(file).Events.Length));
    }

    [Fact]
    public void A_share_that_leaves_a_class_nothing_names_its_option()
    {
        SimulatedRecordings.Cifar10Dvs.Write(new Grey(), _folder, seed: 1);

        string told = Assert.Throws<DataSetException>(() => new Cifar10Dvs { Path = _folder, Frames = 2, Size = 32 }.Open()).Message;
        Assert.Contains("leaves 0 of 2 recordings to test on", told, StringComparison.Ordinal);
        Assert.Contains("Choose another 'data.test_share'", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Remove", told, StringComparison.Ordinal);
    }

    private sealed class Grey : IImageDataSet
    {
        public string Name => "grey";

        public int Count => 2;

        public int Classes => 2;

        public IReadOnlyList<string> ClassNames { get; } = ["grey", "even"];

        public ImageShape Shape { get; } = new(28, 28, 1);

        public int Label(int index) => index;

        public void CopyPixels(int index, Span<byte> pixels) => pixels.Fill(128);
    }
}
