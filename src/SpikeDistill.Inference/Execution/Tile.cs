using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>
/// Some places of a layer's output, of one image or several, that one thread works on, and its scratch memory. Place q is pixel q mod pixels
/// of image q / pixels.
/// </summary>
internal sealed unsafe class Tile
{
    private readonly int[] _lanes, _pixels;

    /// <param name="level">How wide vectors are.</param>
    /// <param name="places">Places, at most.</param>
    /// <param name="sums">Sums of all places and steps, in words of 32 bits, at most.</param>
    /// <param name="currents">Currents of all places and steps, at most.</param>
    /// <param name="listEntries">Entries of the lists of a tile's terms together, at most.</param>
    /// <param name="ends">Lists of them, at most.</param>
    /// <param name="values">Values under a window, at most.</param>
    /// <param name="scratch">Words that a layer needs for itself, at most.</param>
    public Tile(VectorLevel level, int places, long sums, long currents, long listEntries, long ends, int values, long scratch)
    {
        (_lanes, _pixels) = (new int[places], new int[places]);
        Level = level;
        Current = new AlignedBuffer<float>(currents);
        Sums = new AlignedBuffer<int>(sums);
        SumsAt = Sums.Pointer;
        Lists = new AlignedBuffer<ushort>(listEntries);
        Ends = new AlignedBuffer<int>(ends);
        Values = new AlignedBuffer<float>(values);
        Scratch = new AlignedBuffer<ulong>(scratch);
    }

    /// <summary>How wide vectors are.</summary>
    public VectorLevel Level { get; }

    /// <summary>What it works on.</summary>
    public Batch Batch { get; private set; } = null!;

    /// <summary>The first place.</summary>
    public int First { get; private set; }

    /// <summary>Places.</summary>
    public int Count { get; private set; }

    /// <summary>Steps.</summary>
    public int Steps { get; private set; }

    /// <summary>The image of each place.</summary>
    public ReadOnlySpan<int> Lanes => _lanes.AsSpan(0, Count);

    /// <summary>The pixel of each place.</summary>
    public ReadOnlySpan<int> Pixels => _pixels.AsSpan(0, Count);

    /// <summary>[steps, places, width of a block]: the input currents of a block.</summary>
    public AlignedBuffer<float> Current { get; }

    /// <summary>Lists of rows.</summary>
    public AlignedBuffer<ushort> Lists { get; }

    /// <summary>Where lists end.</summary>
    public AlignedBuffer<int> Ends { get; }

    /// <summary>The values under a window: floats, or whole numbers of 32 bits.</summary>
    public AlignedBuffer<float> Values { get; }

    /// <summary>What a layer needs for itself.</summary>
    public AlignedBuffer<ulong> Scratch { get; }

    /// <summary>[steps, places, width]: sums of 32 bits or floats; of 16 bits [runs, steps, places, width].</summary>
    public AlignedBuffer<int> Sums { get; }

    /// <summary>Where in them the next term's go: at the beginning, but where those of two terms are used together.</summary>
    public int* SumsAt { get; set; }

    /// <summary>What the next term is added to: the bias of the block, [width], or null for the currents themselves.</summary>
    public float* Bias { get; set; }

    /// <summary>The blocks of output channels that are worked on: from the first to before the end.</summary>
    public (int First, int End) Blocks { get; private set; }

    /// <summary>Moves it.</summary>
    public void Place(Batch batch, int first, int count, int pixels, (int First, int End) blocks)
    {
        (Batch, First, Count, Steps, Blocks) = (batch, first, count, batch.Steps, blocks);
        for (int i = 0; i < count; i++)
        {
            (_lanes[i], _pixels[i]) = Math.DivRem(first + i, pixels);
        }
    }

    /// <summary>Adds the sums of all places, scaled, to their currents.</summary>
    public void Add(IShortSums term, int steps, int block, int width)
    {
        float* scales = term.Scales.Pointer + (block * width);
        short* sums = (short*)Sums.Pointer;
        for (int i = 0; i < steps * Count; i++)
        {
            float* current = Current.Pointer + (i * width);
            Currents.Add(Level, sums + (i * width), term.Runs, (nint)steps * Count * width, scales, width, Bias is null ? current : Bias, current);
        }

        Bias = null;
    }

    /// <inheritdoc cref="Add(IShortSums, int, int, int)"/>
    public void Add(int* sums, int steps, float* scales, int width)
    {
        for (int i = 0; i < steps * Count; i++)
        {
            float* current = Current.Pointer + (i * width);
            Currents.Add(Level, sums + (i * width), scales, width, Bias is null ? current : Bias, current);
        }

        Bias = null;
    }

    /// <inheritdoc cref="Add(IShortSums, int, int, int)"/>
    public void Add(float* sums, int steps, float* scales, int width)
    {
        for (int i = 0; i < steps * Count; i++)
        {
            float* current = Current.Pointer + (i * width);
            Currents.Add(Level, sums + (i * width), scales, width, Bias is null ? current : Bias, current);
        }

        Bias = null;
    }
}
