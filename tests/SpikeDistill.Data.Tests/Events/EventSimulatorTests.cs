using SpikeDistill.Interop.Events;

namespace SpikeDistill.Data.Tests.Events;

public sealed class EventSimulatorTests : IDisposable
{
    private static readonly ImageShape Grey = new(8, 8, 1);

    private readonly string _folder = Directory.CreateTempSubdirectory("spikedistill-simulated-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_picture_that_stands_still_gives_no_event()
        => Assert.Empty((Camera with { Path = [] }).Record(Edge(), Grey, seed: 1, index: 0));

    [Fact]
    public void A_bright_side_that_comes_brightens_what_it_covers()
    {
        // The bright half is on the left; the picture moves to the right and back.
        Event[] events = (Camera with { Path = [(2, 0)] }).Record(Edge(), Grey, seed: 1, index: 0);
        long turn = Camera.SegmentTime;

        Assert.NotEmpty(events);
        Event[] edge = [.. events.Where(one => one.X is 4 or 5 && one.Y is > 1 and < 6)];
        Assert.All(edge.Where(one => one.Time < turn), one => Assert.True(one.On));
        Assert.All(edge.Where(one => one.Time > turn), one => Assert.False(one.On));

        // From dark to bright and back the logarithm changes by ln(1.05 / 0.05), fifteen thresholds of 0.2.
        Assert.InRange(edge.Count(one => one is { X: 4, Y: 3, On: true }), 14, 16);
    }

    [Fact]
    public void Events_come_in_order_and_the_same_every_time_but_not_for_every_seed()
    {
        EventSimulator camera = Camera with { Path = [(2, 1), (0, -2)], ThresholdDeviation = 0.03f };
        Event[] events = camera.Record(Edge(), Grey, seed: 1, index: 0);

        Assert.Equal(events, camera.Record(Edge(), Grey, seed: 1, index: 0));
        Assert.NotEqual(events, camera.Record(Edge(), Grey, seed: 2, index: 0));
        Assert.NotEqual(events, camera.Record(Edge(), Grey, seed: 1, index: 1));
        Assert.Equal(events.OrderBy(one => one.Time), events);
    }

    [Fact]
    public void What_a_camera_records_is_written_and_read_to_the_last_event()
    {
        byte[] picture = [.. Enumerable.Range(0, 32 * 32 * 3).Select(i => (byte)(i * 7919 >> 4))];
        Event[] events = EventSimulator.Cifar10Dvs.Record(picture, new ImageShape(32, 32, 3), seed: 1, index: 5);
        string path = Path.Combine(_folder, "a.aedat");
        EventFiles.WriteAedat2(path, events);

        Assert.Equal(events, EventFiles.Read(path).Events.ToArray());

        Event[] digits = EventSimulator.NMnist.Record(picture.AsSpan(0, 28 * 28), new ImageShape(28, 28, 1), seed: 1, index: 5);
        path = Path.Combine(_folder, "a.bin");
        EventFiles.WriteBin(path, digits);

        Assert.Equal(digits, EventFiles.Read(path, new SensorSize(34, 34)).Events.ToArray());
    }

    private static EventSimulator Camera => new() { Width = 8, Height = 8, Scale = 1, ThresholdDeviation = 0, Pictures = 8 };

    private static byte[] Edge() => [.. Enumerable.Range(0, 64).Select(i => i % 8 < 4 ? byte.MaxValue : (byte)0)];
}
