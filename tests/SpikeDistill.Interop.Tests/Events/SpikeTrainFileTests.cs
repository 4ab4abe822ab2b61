using System.Buffers.Binary;
using PureHDF;
using SpikeDistill.Interop.Events;
using SpikeDistill.Reference;

namespace SpikeDistill.Interop.Tests.Events;

public sealed class SpikeTrainFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spikedistill-shd-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Times_in_seconds_become_microseconds_in_order()
    {
        using SpikeTrainFile file = SpikeTrainFile.Open(Written(
            new Half[][] { [(Half)0.5, (Half)0.25], [], [(Half)1] }, new ushort[][] { [3, 699], [], [5] }, [1, 19, 2]));

        Assert.Equal([1, 19, 2], file.Labels);
        EventRecording first = file.Read(0);
        Assert.Equal((SpikeTrainFile.Channels, 1), (first.Width, first.Height));
        Assert.Equal([new Event(250_000, 699, 0, true), new Event(500_000, 3, 0, true)], first.Events.ToArray());
        Assert.Equal(0, file.Read(1).Events.Length);
        Assert.Equal([new Event(1_000_000, 5, 0, true)], file.Read(2).Events.ToArray());
    }

    [Fact]
    public void A_file_of_another_layout_says_what_was_expected()
    {
        string path = Path.Combine(_folder, "other.h5");
        new H5File { ["labels"] = new ushort[] { 1 } }.Write(path);

        string message = Assert.Throws<EventFileException>(() => SpikeTrainFile.Open(path)).Message;

        Assert.Contains("Expected HDF5 with 'spikes/times', 'spikes/units' and 'labels'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_that_are_fewer_than_labels_are_refused()
    {
        string path = Written(new Half[][] { [(Half)0.5] }, new ushort[][] { [3] }, [1, 2]);

        Assert.Contains("no list of 2 lists", Assert.Throws<EventFileException>(() => SpikeTrainFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_claims_more_than_the_file_holds_asks_for_no_memory()
    {
        string path = Written(new Half[][] { [(Half)0.5, (Half)0.25] }, new ushort[][] { [3, 4] }, [1]);
        byte[] file = File.ReadAllBytes(path);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(file.AsSpan().IndexOf("GCOL"u8) + 24), 1 << 30);
        using SpikeTrainFile damaged = SpikeTrainFile.Open(new MemoryStream(file), path);
        long before = GC.GetAllocatedBytesForCurrentThread();

        string message = Assert.Throws<EventFileException>(() => damaged.Read(0)).Message;

        Assert.Contains("1073741824 bytes are said to lie at byte", message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Theory]
    [InlineData("spikes-loop", "is a link to another name or into another file")]
    [InlineData("spikes-external", "lie in another file; expected all data in the file itself")]
    public void Links_and_data_in_other_files_are_refused(string name, string why)
    {
        using MemoryStream file = new(ZippedFixture.Read("hostile-hdf5", name + ".h5"));
        string message = Assert.Throws<EventFileException>(() => SpikeTrainFile.Open(file, "x.h5")).Message;
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    private string Written(Half[][] times, ushort[][] units, ushort[] labels)
    {
        string path = Path.Combine(_folder, "spikes.h5");
        new H5File { ["spikes"] = new H5Group { ["times"] = times, ["units"] = units }, ["labels"] = labels }.Write(path);
        return path;
    }
}
