using SpikeDistill.Interop.Events;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>
/// Records a still picture that moves before an event camera, as CIFAR10-DVS was recorded from moving CIFAR-10 (Li et al., 2017) and N-MNIST by
/// saccades (Orchard et al., 2015): a pixel gives an event whenever the logarithm of its brightness has changed by its threshold since its last
/// one (Rebecq et al., ESIM, 2018). Between pictures time and logarithm are linear. Thresholds differ from pixel to pixel as those of a sensor do.
/// </summary>
public sealed record EventSimulator
{
    private static readonly ulong Thresholds = CounterRandom.Stream("thresholds of an event camera");
    private static readonly ulong Start = CounterRandom.Stream("start of a recording");

    /// <summary>Columns of the sensor.</summary>
    public int Width { get; init; } = 128;

    /// <summary>Rows of the sensor.</summary>
    public int Height { get; init; } = 128;

    /// <summary>Sensor pixels that a pixel of the picture covers.</summary>
    public float Scale { get; init; } = 4;

    /// <summary>Where the picture goes from its middle place, in sensor pixels, one corner after the other; it begins and ends in the middle.</summary>
    public IReadOnlyList<(float X, float Y)> Path { get; init; } = [];

    /// <summary>Microseconds from one corner to the next.</summary>
    public long SegmentTime { get; init; } = 50_000;

    /// <summary>Pictures between two corners.</summary>
    public int Pictures { get; init; } = 10;

    /// <summary>The change of the logarithm of brightness that gives an event.</summary>
    public float Threshold { get; init; } = 0.2f;

    /// <summary>The standard deviation of thresholds from pixel to pixel.</summary>
    public float ThresholdDeviation { get; init; } = 0.02f;

    /// <summary>What is added to a brightness of 0 to 1 before its logarithm is taken.</summary>
    public float Dark { get; init; } = 0.05f;

    /// <summary>A DVS128 before which pictures of 32x32 go twice around a diamond, as those of CIFAR10-DVS do.</summary>
    public static EventSimulator Cifar10Dvs { get; } = new() { Path = [(6, 6), (12, 0), (6, -6), (0, 0), (6, 6), (12, 0), (6, -6)] };

    /// <summary>A sensor of 34x34 that looks at digits of 28x28 in three saccades along a triangle.</summary>
    public static EventSimulator NMnist { get; } = new()
    {
        Width = 34,
        Height = 34,
        Scale = 1,
        Path = [(-2.5f, -3), (2.5f, -3)],
        SegmentTime = 100_000,
        Pictures = 16,
        Dark = 0.2f,
    };

    /// <summary>Records one picture.</summary>
    /// <param name="pixels">The picture, [height, width, channels], 0 to 255.</param>
    /// <param name="shape">Its size.</param>
    /// <param name="seed">The seed of thresholds, which belong to the camera, and of where each pixel stands at the beginning.</param>
    /// <param name="index">Which picture it is.</param>
    /// <returns>The events in the order of their times.</returns>
    public Event[] Record(ReadOnlySpan<byte> pixels, ImageShape shape, long seed, long index)
    {
        MovingPicture picture = new(pixels, shape, this);
        int places = Width * Height;
        float[] thresholds = new float[places], reached = new float[places], before = new float[places], now = new float[places];
        CounterRandom camera = new(seed, Thresholds), start = new(seed, Start, index);
        picture.Show((0, 0), before);
        for (int i = 0; i < thresholds.Length; i++)
        {
            thresholds[i] = Math.Max(Threshold / 4, Threshold + (ThresholdDeviation * camera.NextGaussian()));
            reached[i] = before[i] + (thresholds[i] * start.NextSingle(-0.5f, 0.5f));
        }

        List<Event> events = [];
        (float X, float Y) from = (0, 0);
        long time = 0;
        foreach ((float X, float Y) corner in (IEnumerable<(float X, float Y)>)[.. Path, (0, 0)])
        {
            for (int step = 1; step <= Pictures; step++)
            {
                float share = (float)step / Pictures;
                picture.Show((from.X + (share * (corner.X - from.X)), from.Y + (share * (corner.Y - from.Y))), now);
                long next = time + (SegmentTime / Pictures);
                Fire(events, before, now, reached, thresholds, time, next);
                (before, now, time) = (now, before, next);
            }

            from = corner;
        }

        // Stable: what comes at the same microsecond keeps the order of rows.
        return [.. events.OrderBy(one => one.Time)];
    }

    /// <summary>The events between two pictures.</summary>
    private void Fire(List<Event> events, float[] before, float[] now, float[] reached, float[] thresholds, long from, long to)
    {
        for (int i = 0; i < now.Length; i++)
        {
            float change = now[i] - before[i];
            while (MathF.Abs(now[i] - reached[i]) >= thresholds[i])
            {
                bool on = now[i] > reached[i];
                reached[i] += on ? thresholds[i] : -thresholds[i];
                float share = change == 0 ? 1 : Math.Clamp((reached[i] - before[i]) / change, 0, 1);
                events.Add(new Event(from + (long)(share * (to - from)), (ushort)(i % Width), (ushort)(i / Width), on));
            }
        }
    }
}
