using SpikeDistill.Interop.Events;

namespace SpikeDistill.Interop.Tests.Events;

public sealed class EventReadingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spikedistill-events-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("dvs128.aedat", 128, 128, 0)]
    [InlineData("davis240.aedat", 240, 180, 1)]
    [InlineData("version31.aedat", 128, 128, 1)]
    [InlineData("plain.aedat4", 346, 260, 4)]
    [InlineData("lz4.aedat4", 346, 260, 4)]
    [InlineData("zstd.aedat4", 346, 260, 4)]
    [InlineData("mnist.bin", 34, 34, 1)]
    [InlineData("cars.dat", 304, 240, 0)]
    [InlineData("evt2.raw", 640, 480, 1)]
    [InlineData("evt3.raw", 1280, 720, 0)]
    [InlineData("list.npy", 34, 34, 0)]
    [InlineData("arrays.npz", 34, 34, 0)]
    public void Every_format_gives_the_same_events(string file, int width, int height, int others)
    {
        EventRecording recording = EventFixture.Read(EventFixture.Bytes(file), file);

        Assert.Equal(EventFixture.Events, recording.Events.ToArray());
        Assert.Equal((width, height), (recording.Width, recording.Height));
        Assert.Equal((0, 0, others), (recording.Outside, recording.Backwards, (int)recording.Others));
        Assert.Null(recording.Remarks);
    }

    [Fact]
    public void What_is_written_as_AEDAT_2_reads_back()
    {
        string path = Path.Combine(_folder, "a.aedat");
        EventFiles.WriteAedat2(path, EventFixture.Events.ToArray());

        Assert.Equal(EventFixture.Events, EventFiles.Read(path).Events.ToArray());
    }

    [Fact]
    public void What_is_written_as_bin_reads_back()
    {
        string path = Path.Combine(_folder, "a.bin");
        EventFiles.WriteBin(path, EventFixture.Events.ToArray());

        Assert.Equal(EventFixture.Events, EventFiles.Read(path).Events.ToArray());
    }

    [Fact]
    public void What_a_format_has_no_room_for_is_refused()
    {
        string path = Path.Combine(_folder, "a.bin");
        Assert.Throws<ArgumentException>(() => EventFiles.WriteBin(path, new[] { new Event(1L << 23, 0, 0, true) }));
        Assert.Throws<ArgumentException>(() => EventFiles.WriteBin(path, new[] { new Event(0, 0, 240, true) }));
        Assert.Throws<ArgumentException>(() => EventFiles.WriteAedat2(path, new[] { new Event(0, 128, 0, true) }));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_clock_of_32_bits_goes_on_when_it_begins_anew()
    {
        byte[] content = [.. "#!AER-DAT2.0\r\n"u8, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xf0, 0, 0, 0, 0, 0, 0, 0, 4];

        Event[] events = EventFixture.Read(content, "a.aedat").Events.ToArray();

        Assert.Equal([0xffff_fff0L, 0x1_0000_0004L], events.Select(one => one.Time));
    }
}
