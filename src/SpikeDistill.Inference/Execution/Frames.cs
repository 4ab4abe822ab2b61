using System.Runtime.CompilerServices;
using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>
/// What a node has given, for every step and image that are under way: spikes, a bit each, or sums. A value that counts is kept as the
/// spikes that it is the sum of, plane by plane, so that to add and to pool is to copy, and what reads it adds once for each. A pixel
/// of silence follows the last of every frame, which stands for all that lies outside.
/// </summary>
internal sealed unsafe class Frames
{
    private readonly int _lanes;
    private readonly bool _stays;

    /// <param name="value">What is kept.</param>
    /// <param name="lanes">Images.</param>
    /// <param name="steps">Steps of each.</param>
    public Frames(StudentValue value, int lanes, int steps)
    {
        (Size, _lanes, _stays) = (value.Size, lanes, value.Stays);
        Planes = value.Kind is ValueKind.Spikes or ValueKind.Counts ? value.Largest : 0;
        Words = (Size.Channels + 63) / 64;
        PixelWords = Planes * Words;
        FrameWords = (long)PixelWords * (Size.Pixels + 1);
        Row = new Blocks(Size.Channels).Padded;
        long count = value.Stays ? lanes : (long)lanes * steps, values = count * Size.Pixels * Row;
        Spikes = new AlignedBuffer<ulong>(FrameWords * count);
        Sums = new AlignedBuffer<int>(value.Kind == ValueKind.Sums ? values : 0);
        Floats = new AlignedBuffer<float>(value.Kind == ValueKind.Floats ? values : 0);
    }

    /// <summary>The size of a frame.</summary>
    public MapSize Size { get; }

    /// <summary>Spikes that a value is the sum of; 0 for sums and floats.</summary>
    public int Planes { get; }

    /// <summary>Words of a plane's pixel.</summary>
    public int Words { get; }

    /// <summary>Words of a pixel, plane by plane.</summary>
    public int PixelWords { get; }

    /// <summary>Words of a frame.</summary>
    public long FrameWords { get; }

    /// <summary>Sums or floats of a pixel: its channels, and zeros behind them up to whole blocks.</summary>
    public int Row { get; }

    /// <summary>[frames, pixels + 1, planes, words].</summary>
    public AlignedBuffer<ulong> Spikes { get; }

    /// <summary>[frames, pixels, row].</summary>
    public AlignedBuffer<int> Sums { get; }

    /// <summary>[frames, pixels, row].</summary>
    public AlignedBuffer<float> Floats { get; }

    /// <summary>Where the sums or floats of a frame begin; a value that stays has one frame for all steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint ValuesAt(int step, int lane) => (nint)(_stays ? lane : (step * _lanes) + lane) * Size.Pixels * Row;

    /// <summary>The words of a frame.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong* Frame(int frame) => Spikes.Pointer + (frame * FrameWords);

    /// <summary>The spikes of a frame.</summary>
    public long CountSpikes(int frame)
    {
        long count = 0;
        foreach (ulong word in new ReadOnlySpan<ulong>(Frame(frame), (int)FrameWords))
        {
            count += System.Numerics.BitOperations.PopCount(word);
        }

        return count;
    }
}
