using SpikeDistill.Interop.Events;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data.Tests.Events;

/// <summary>Recordings cut into frames, small ones by hand.</summary>
public sealed class EventFramingTests
{
    [Theory]
    [InlineData(10, 4, new[] { 2, 2, 2, 4 })]
    [InlineData(8, 4, new[] { 2, 2, 2, 2 })]
    [InlineData(3, 4, new[] { 1, 1, 1, 0 })]
    [InlineData(5, 1, new[] { 5 })]
    public void By_number_each_frame_has_as_many_events_and_the_last_the_rest(int events, int steps, int[] expected)
        => Assert.Equal(expected, PerFrame(new EventFraming(steps, 4, 4), Recording([.. Enumerable.Range(0, events).Select(i => At(i * i))])));

    [Fact]
    public void By_time_each_frame_has_the_same_share_of_it()
    {
        EventFraming framing = new(4, 4, 4) { Cut = FrameCut.Time };

        // From 100 to 500 a frame is 100 long; the last event belongs to the last frame.
        Assert.Equal([2, 1, 0, 2], PerFrame(framing, Recording(At(100), At(199), At(200), At(400), At(500))));

        // Further apart than a signed number says.
        Assert.Equal([1, 0, 1, 1], PerFrame(framing, Recording(At(-6_000_000_000_000_000_000), At(1), At(6_000_000_000_000_000_000))));
    }

    [Fact]
    public void By_duration_what_comes_later_is_left_out_and_what_is_missing_is_empty()
    {
        EventFraming framing = new(3, 4, 4) { Cut = FrameCut.Duration, Duration = 10 };

        Assert.Equal([2, 1, 0], PerFrame(framing, Recording(At(5), At(14), At(15))));
        Assert.Equal([1, 1, 1], PerFrame(framing, Recording(At(0), At(10), At(29), At(30), At(99))));
    }

    [Theory]
    [InlineData(FrameCut.Number)]
    [InlineData(FrameCut.Time)]
    public void Frames_add_up_to_the_events_of_the_recording(FrameCut cut)
    {
        CounterRandom random = new(4, "events");
        Event[] events = new Event[5000];
        long time = 0;
        for (int i = 0; i < events.Length; i++)
        {
            time += random.NextInt(300);
            events[i] = new Event(time, (ushort)random.NextInt(128), (ushort)random.NextInt(128), random.NextBool());
        }

        EventRecording recording = new(128, 128, events);
        EventFraming framing = new(16, 48, 48) { Cut = cut };
        int[] counts = new int[framing.Shape.Size];
        framing.Count(recording, counts);

        Assert.Equal(events.Length, counts.Sum());
        Assert.Equal(events.Count(one => one.On), counts.Where((_, i) => i % 2 == 1).Sum());
    }

    [Fact]
    public void A_frame_says_where_and_of_which_polarity_events_were()
    {
        EventFraming framing = new(1, 2, 2);
        byte[] frames = new byte[framing.Shape.Size];

        Event[] events = [new(0, 0, 0, true), new(1, 3, 1, false), new(2, 3, 3, true), new(3, 2, 2, true)];
        Assert.Equal(0, framing.Frames(new EventRecording(4, 4, events), frames));

        // [row, column, darker and brighter], four pixels of the sensor in one.
        Assert.Equal([0, 1, 1, 0, 0, 0, 0, 2], frames);
    }

    [Fact]
    public void Bytes_hold_255_events_and_what_is_lost_is_told()
    {
        EventRecording recording = Recording([.. Enumerable.Repeat(At(0), 300)]);
        byte[] frames = new byte[new EventFraming(1, 4, 4).Shape.Size], binary = new byte[frames.Length];

        Assert.Equal(45, new EventFraming(1, 4, 4).Frames(recording, frames));
        Assert.Equal(0, new EventFraming(1, 4, 4) { Binary = true }.Frames(recording, binary));
        Assert.Equal(255, frames.Max());
        Assert.Equal(1, binary.Max());
    }

    [Fact]
    public void Frames_do_not_go_back_where_times_do()
        => Assert.Equal([1, 3], PerFrame(new EventFraming(2, 4, 4) { Cut = FrameCut.Time }, Recording(At(0), At(60), At(10), At(100))));

    [Fact]
    public void A_recording_without_events_is_empty_frames()
        => Assert.Equal([0, 0], PerFrame(new EventFraming(2, 4, 4), Recording()));

    private static Event At(long time) => new(time, 1, 2, true);

    private static EventRecording Recording(params Event[] events) => new(4, 4, events);

    private static int[] PerFrame(EventFraming framing, EventRecording recording)
    {
        int[] counts = new int[framing.Shape.Size];
        framing.Count(recording, counts);
        return [.. counts.Chunk(framing.Shape.Frame.Size).Select(frame => frame.Sum())];
    }
}
