using System.Text;
using SpikeDistill.Interop.Events;

namespace SpikeDistill.Interop.Tests.Events;

public sealed class EventDamageTests
{
    [Theory]
    [InlineData("dvs128.aedat")]
    [InlineData("version31.aedat")]
    [InlineData("mnist.bin")]
    [InlineData("cars.dat")]
    [InlineData("evt2.raw")]
    [InlineData("evt3.raw")]
    [InlineData("list.npy")]
    [InlineData("arrays.npz")]
    public void A_cut_file_is_refused(string file)
    {
        byte[] whole = EventFixture.Bytes(file);
        string message = EventFixture.Refusal(whole[..^3], file);

        Assert.StartsWith($"'{file}", message, StringComparison.Ordinal);
        Assert.Contains("again", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrays_that_are_cut_are_told_as_cut()
        => Assert.Contains(
            "bytes and no list of its parts, in which a Zip archive ends; it was cut off",
            EventFixture.Refusal(EventFixture.Bytes("arrays.npz")[..^3], "a.npz"),
            StringComparison.Ordinal);

    [Fact]
    public void A_packet_that_is_cut_is_refused()
        => Assert.Contains("within a packet", EventFixture.Refusal(EventFixture.Bytes("lz4.aedat4")[..^30], "a"), StringComparison.Ordinal);

    [Fact]
    public void A_cut_says_where_the_file_ends()
        => Assert.Contains(
            "ends at byte 1672, after 5 of the 8 bytes of a record",
            EventFixture.Refusal(EventFixture.Bytes("dvs128.aedat")[..^3], "a"),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("#!AER-DAT1.0\r\n", "expected 2.0, 3.1 or 4.0")]
    [InlineData("% evt 2.1\n% end\n", "EVT 2.1, which is not read here; expected 2.0 or 3.0")]
    [InlineData("% Version 1\n", "version 1 of the format; expected 2")]
    [InlineData("hello", "no mark of a format that is read here")]
    [InlineData("<!doctype html>", "it is a web page")]
    [InlineData("", "it is empty")]
    [InlineData("#!AER-DAT3.1\r\n#Format: SERIAL-TS\r\n#!END-HEADER\r\n", "SERIAL-TS', which is not read here; expected RAW")]
    public void What_is_not_read_is_named(string content, string expected)
        => Assert.Contains(expected, EventFixture.Refusal(Encoding.Latin1.GetBytes(content), "a"), StringComparison.Ordinal);

    [Fact]
    public void A_compression_that_is_not_known_is_named()
    {
        byte[] file = EventFixture.Bytes("plain.aedat4");
        int header = 14 + 4, table = header + BitConverter.ToInt32(file, header);
        int field = table + BitConverter.ToInt16(file, table - BitConverter.ToInt32(file, table) + 4);
        Assert.Equal(0, BitConverter.ToInt32(file, field));
        file[field] = 9;

        Assert.Contains("compression 9 is not read here; expected 0 to 4", EventFixture.Refusal(file, "a"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_few_events_amiss_are_counted_and_said()
    {
        EventRecording recording = EventFixture.Read(Atis((5, 5, 100), (5, 5, 50), (40, 5, 200), (6, 6, 300)), "a.bin", new SensorSize(34, 34));

        Assert.Equal(3, recording.Events.Length);
        Assert.Equal("1 events outside the sensor of 34x34 were left out; 1 events are earlier than those before them", recording.Remarks);
    }

    [Fact]
    public void Many_events_outside_the_sensor_are_refused()
    {
        byte[] content = Atis([.. Enumerable.Range(0, 100).Select(i => (i % 20 == 0 ? 10 : 40, 5, i))]);

        Assert.Contains(
            "95 of 100 events lie outside the sensor of 34x34", EventFixture.Refusal(content, "a.bin", new SensorSize(34, 34)), StringComparison.Ordinal);
    }

    [Fact]
    public void Times_that_run_backwards_throughout_are_refused()
    {
        byte[] content = Atis([.. Enumerable.Range(0, 100).Select(i => (5, 5, 1000 - i))]);

        Assert.Contains("99 of 100 events are earlier than those before them", EventFixture.Refusal(content, "a.bin"), StringComparison.Ordinal);
    }

    [Fact]
    public void Arrays_of_different_lengths_are_refused()
    {
        string list = Encoding.Latin1.GetString(EventFixture.Bytes("list.npy"));
        byte[] content = Encoding.Latin1.GetBytes(list.Replace("(200, 4)", "(400, 2)", StringComparison.Ordinal));

        Assert.Contains("its shape is (400, 2); expected (events, 4)", EventFixture.Refusal(content, "a.npy"), StringComparison.Ordinal);
    }

    private static byte[] Atis(params (int X, int Y, int Time)[] events)
        => [.. events.SelectMany(one => new[] { (byte)one.X, (byte)one.Y, (byte)0, (byte)(one.Time >> 8), (byte)one.Time })];
}
