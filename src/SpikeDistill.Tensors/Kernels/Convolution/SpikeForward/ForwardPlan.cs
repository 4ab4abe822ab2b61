using SpikeDistill.Tensors.Kernels.Channels;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

/// <summary>
/// How a forward convolution over packed spikes is cut, from its shape alone: into chunks of pixels whose bits, lists and
/// sums stay in a second-level cache, and its sum into segments whose weights for one panel of outputs stay in the first.
/// </summary>
internal sealed class ForwardPlan
{
    /// <summary>Rows of weights of a segment at most: an index in a list is one byte.</summary>
    public const int MostSegmentRows = 256;

    /// <summary>
    /// Rows of a segment: with 64 outputs 36 KiB, which stay in the first-level cache. Where lists are short their ends and the sums that go through
    /// memory cost more than rows from the second level.
    /// </summary>
    private const int SegmentRows = 144;

    /// <summary>More bytes of lists than this for one chunk are not worth having.</summary>
    private const long MostListBytes = 32 << 20;

    private const int TasksPerWorker = 4;

    /// <summary>Below this share lists are short.</summary>
    private const double FewSpikes = 0.08;

    /// <summary>From so many channels on spikes lie in whole words of 64 bits.</summary>
    private const int WordBits = 64;

    /// <summary>Pixels of one chunk, where a row of outputs is no longer: weights are read from far once for all of them.</summary>
    private const int ChunkPixelsWanted = 512;

    /// <summary>The same over all steps with few channels, whose scratch is small: rows above and below a chunk are copied for each step.</summary>
    private const int StepsPixelsWanted = 1024, FewChannels = 32;

    private static readonly PlanCache<(ConvolutionShape Shape, int Steps, ForwardForm Form), ForwardPlan> Plans = new(
        static key => new ForwardPlan(key.Shape, key.Steps, key.Form));

    private readonly int _steps;
    private readonly ForwardForm _form;

    private ForwardPlan(ConvolutionShape shape, int steps, ForwardForm form)
    {
        Shape = shape;
        Steps = Math.Max(1, steps);
        (_steps, _form) = (steps, form);
        Blocks = shape.Channels.Blocks();
        int wanted = (steps > 0 && shape.Channels <= FewChannels ? StepsPixelsWanted : ChunkPixelsWanted) / Steps;
        ChunkImages = Math.Clamp(wanted / Math.Max(1, shape.OutputHeight * shape.OutputWidth), 1, StepImages);
        ChunkRows = Math.Clamp(wanted / shape.OutputWidth, 1, shape.OutputHeight);
        if (ChunkRows < shape.OutputHeight)
        {
            ChunkImages = 1;
            ChunkRows = shape.OutputHeight.Chunks(shape.OutputHeight.Chunks(ChunkRows));
        }

        RowChunks = shape.OutputHeight.Chunks(ChunkRows);
        Chunks = StepImages.Chunks(ChunkImages) * RowChunks;
        Pitch = ((shape.OutputWidth - 1) * shape.StrideWidth) + shape.KernelWidth;
        ImageStride = RowsFor(ChunkRows) * Pitch;
        BlockStride = Steps * ChunkImages * ImageStride;
        Segments = [.. MakeSegments()];
        AllTaps = [.. Enumerable.Range(0, shape.Taps)];
    }

    public ConvolutionShape Shape { get; }

    /// <summary>Steps that a chunk holds together, the outermost part of the images; 1 where images are images.</summary>
    public int Steps { get; }

    /// <summary>Blocks of 16 channels.</summary>
    public int Blocks { get; }

    /// <summary>Images of a chunk, of each step.</summary>
    public int ChunkImages { get; }

    public int ChunkRows { get; }

    /// <summary>Chunks of one image.</summary>
    public int RowChunks { get; }

    public int Chunks { get; }

    public int ChunkPixels => Steps * ChunkImages * ChunkRows * Shape.OutputWidth;

    /// <summary>Floats of a chunk's outputs.</summary>
    public long ChunkFloats => (long)ChunkPixels * Shape.Outputs;

    /// <summary>Columns of a row of scratch, borders included; 16 bits each.</summary>
    public int Pitch { get; }

    /// <summary>Columns from one image of scratch to the next, and from one block of channels to the next.</summary>
    public int ImageStride { get; }

    public int BlockStride { get; }

    /// <summary>The sum of an output in its canonical order (block, tap, channel), cut where weights no longer fit.</summary>
    public ForwardSegment[] Segments { get; }

    /// <summary>0, 1, ... in the order of weights.</summary>
    public int[] AllTaps { get; }

    /// <summary>Rows of weights: one for each block, tap and channel of the block, existing or not.</summary>
    public int WeightRows => Blocks * Shape.Taps * HaloLayout.BlockChannels;

    private int StepImages => Shape.Images / Steps;

    /// <summary>Whether the bits of a pixel are read where the spikes lie, 64 channels at once: there are no neighbours to put beside them.</summary>
    public bool IsDirect => _form.HasFlag(ForwardForm.Direct);

    public static ForwardPlan For(ConvolutionShape shape) => For(shape, steps: 0);

    /// <summary>Chunks that hold so many steps together.</summary>
    public static ForwardPlan For(ConvolutionShape shape, int steps) => Plans.For((shape, steps, ForwardForm.Usual));

    /// <summary>The same chunks for packed spikes, of which so many fire: no sum depends on it.</summary>
    public ForwardPlan ForSpikes(long entries)
    {
        bool few = entries < FewSpikes * Shape.InputLength;
        bool direct = Shape is { Height: 1, Width: 1, Taps: 1, PaddingHeight: 0, PaddingWidth: 0, Channels: >= WordBits };
        ForwardForm form = (few ? ForwardForm.Few : ForwardForm.Usual) | (direct ? ForwardForm.Direct : ForwardForm.Usual);
        return form == _form ? this : Plans.For((Shape, _steps, form));
    }

    /// <summary>Whether chunks can be listed.</summary>
    public bool IsListed => ChunkPixels <= ushort.MaxValue && ForwardLists.Bytes(this, hasValues: false) <= MostListBytes;

    /// <summary>Parts that each chunk is split into, so that all of so many threads have some.</summary>
    public int PartsFor(int workers) => workers == 1 ? 1 : (TasksPerWorker * workers).Chunks(Chunks);

    /// <summary>Whether chunks as they are can be listed and keep so many threads busy.</summary>
    public bool HasChunksFor(int workers) => IsListed && PartsFor(workers) == 1;

    public ForwardPlace PlaceOf(int chunk)
    {
        int image = chunk / RowChunks * ChunkImages, row = chunk % RowChunks * ChunkRows;
        int images = Math.Min(ChunkImages, StepImages - image), rows = Math.Min(ChunkRows, Shape.OutputHeight - row);
        long first = (((long)image * Shape.OutputHeight) + row) * Shape.OutputWidth;
        return new ForwardPlace(image, images, row, rows, first, first + ((long)images * rows * Shape.OutputWidth), Steps, StepImages);
    }

    /// <summary>The statistics, if every chunk is a piece of the output's rows that they can take up; else null.</summary>
    public ChannelStatistics? Feeding(ChannelStatistics? statistics)
    {
        long image = (long)Shape.OutputHeight * Shape.OutputWidth, rows = (long)ChunkRows * Shape.OutputWidth;
        bool fits = statistics is not null && (RowChunks == 1
            ? ChunkImages * image % statistics.PieceRows == 0
            : image % statistics.PieceRows == 0 && rows % statistics.PieceRows == 0);
        return fits ? statistics : null;
    }

    /// <summary>Hands a finished chunk to the statistics from <see cref="Feeding"/>, if there are any.</summary>
    public void Feed<TLanes>(ChannelStatistics? statistics, int chunk)
        where TLanes : struct, ILanes<TLanes>
    {
        ForwardPlace place = PlaceOf(chunk);
        statistics?.Take<TLanes>(place.FirstPixel, place.EndPixel);
    }

    public int RowsFor(int outputRows) => ((outputRows - 1) * Shape.StrideHeight) + Shape.KernelHeight;

    private List<ForwardSegment> MakeSegments()
    {
        List<ForwardSegment> segments = [];
        List<(int Offset, int Bits)> pieces = [];
        int firstRow = 0, rows = 0, most = _form.HasFlag(ForwardForm.Few) ? MostSegmentRows : SegmentRows;
        if (IsDirect)
        {
            for (int channel = 0; channel < Shape.Channels; channel += WordBits) Add(channel / HaloLayout.BlockChannels, WordBits);
        }
        else
        {
            for (int block = 0; block < Blocks; block++)
            {
                for (int tap = 0, taps; tap < Shape.Taps; tap += taps)
                {
                    int column = tap % Shape.KernelWidth;
                    taps = Math.Min(ForwardPiece.MostTaps, Shape.KernelWidth - column);
                    Add((block * BlockStride) + (tap / Shape.KernelWidth * Pitch) + column, taps * HaloLayout.BlockChannels);
                }
            }
        }

        Close();
        return segments;

        void Add(int offset, int bits)
        {
            if (rows + bits > most) Close();
            pieces.Add((offset, bits));
            rows += bits;
        }

        void Close()
        {
            segments.Add(new ForwardSegment(firstRow, rows, pieces));
            firstRow += rows;
            rows = 0;
            pieces = [];
        }
    }
}

/// <summary>How packed spikes are listed, from their shape and how many fire.</summary>
[Flags]
internal enum ForwardForm
{
    /// <summary>With a copy of the bits that has borders.</summary>
    Usual = 0,

    /// <summary>From where they lie.</summary>
    Direct = 1,

    /// <summary>In longer segments.</summary>
    Few = 2,
}
