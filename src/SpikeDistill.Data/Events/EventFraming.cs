using System.Buffers;
using SpikeDistill.Interop.Events;

namespace SpikeDistill.Data;

/// <summary>How a recording of an event camera becomes frames [steps, height, width, 2]: numbers of events, darker ones first.</summary>
/// <param name="Steps">The number of frames.</param>
/// <param name="Height">Rows of a frame; several rows of the sensor where it has more.</param>
/// <param name="Width">Columns of a frame.</param>
public sealed record EventFraming(int Steps, int Height, int Width)
{
    /// <summary>Darker and brighter.</summary>
    public const int Polarities = 2;

    /// <summary>Where it is cut.</summary>
    public FrameCut Cut { get; init; }

    /// <summary>Microseconds of a frame where it is cut by duration.</summary>
    public long Duration { get; init; } = 100_000;

    /// <summary>Whether a place is 1 where there are any events, in place of their number.</summary>
    public bool Binary { get; init; }

    /// <summary>Whether events have no polarity, so that a frame has one channel: spike trains.</summary>
    public bool OnePolarity { get; init; }

    /// <summary>The size of a sample.</summary>
    public ImageShape Shape => new(Height, Width, OnePolarity ? 1 : Polarities) { Steps = Steps, Binary = Binary };

    /// <summary>The numbers of events of every frame, exactly: cut by number or time they add up to the events of the recording.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="counts">Receives them, [steps, height, width, polarities].</param>
    /// <exception cref="ArgumentException">It does not have that many elements.</exception>
    public void Count(EventRecording recording, Span<int> counts)
    {
        ArgumentNullException.ThrowIfNull(recording);
        if (counts.Length != Shape.Size) throw new ArgumentException($"The frames {Shape} have {Shape.Size} elements, not {counts.Length}.", nameof(counts));
        counts.Clear();
        ReadOnlySpan<Event> events = recording.Events.Span;
        int channels = Shape.Channels;
        FrameClock clock = new(this, events);
        for (int i = 0; i < events.Length; i++)
        {
            int step = clock.StepOf(i, events[i].Time);
            if (step >= Steps) continue;

            int row = (int)((long)events[i].Y * Height / recording.Height), column = (int)((long)events[i].X * Width / recording.Width);
            int channel = OnePolarity || !events[i].On ? 0 : 1;
            counts[((((step * Height) + row) * Width) + column) * channels + channel]++;
        }
    }

    /// <summary>The frames as bytes: 0 or 1 where they are binary, else numbers of events, 255 where there are more.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="frames">Receives them, [steps, height, width, polarities].</param>
    /// <returns>Events that are lost because a place has more than 255 in a frame.</returns>
    /// <exception cref="ArgumentException">It is shorter than the frames.</exception>
    public long Frames(EventRecording recording, Span<byte> frames)
    {
        int size = Shape.Size, most = Binary ? 1 : byte.MaxValue;
        int[] counts = ArrayPool<int>.Shared.Rent(size);
        Count(recording, counts.AsSpan(0, size));
        long lost = 0;
        for (int i = 0; i < size; i++)
        {
            lost += Binary ? 0 : Math.Max(0, counts[i] - most);
            frames[i] = (byte)Math.Min(counts[i], most);
        }

        ArrayPool<int>.Shared.Return(counts);
        return lost;
    }
}
