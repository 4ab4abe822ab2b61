using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Kernels.Convolution.DenseWeights;

/// <summary>
/// How a weight gradient is cut into pieces, from its shape alone. Pixels are cut into chunks and chunks into runs; each
/// run has partial sums of its own, added up at the end in the order of the runs. Channels are cut into parts that share nothing.
/// </summary>
internal sealed class WeightGradientPlan
{
    /// <summary>Outputs of a register tile.</summary>
    public const int TileOutputs = 8;

    // Pixels a task packs at a time: eight outputs of them and three taps of inputs fit the first-level cache.
    private const int ChunkPixels = 256;

    // Fewer pixels in a run would make adding up the partial sums cost more than a few percent.
    private const int FewestRunPixels = 2048;

    // Every part packs the output gradients again: 16 vectors of 16 weights for each output hide that.
    private const int FewestPartVectors = 16;
    private const int WantedTasks = 16;
    private const long MostPartialBytes = 64L << 20;

    // Small weights have more runs, while their partial sums stay in a second-level cache: threads then end closer together.
    private const int MostRuns = 64;
    private const long CachedPartialBytes = 2L << 20;

    // Telling taps apart costs a smaller tile; it pays where more than this share of all reads is padding.
    private const double PaddingWorthSkipping = 0.12;

    private static readonly PlanCache<ConvolutionShape, WeightGradientPlan> Plans = new(static shape => new WeightGradientPlan(shape));

    private WeightGradientPlan(ConvolutionShape shape)
    {
        Shape = shape;
        Taps = shape.Taps / shape.FoldedColumns;
        Channels = shape.GroupChannels * shape.FoldedColumns;
        Layout = new HaloLayout
        {
            Images = shape.Images,
            SourceHeight = shape.Height,
            SourceWidth = shape.Width,
            SourceChannels = shape.Channels,
            StepRow = shape.StrideHeight,
            StepColumn = shape.StrideWidth,
            MinRow = -shape.PaddingHeight,
            MinColumn = -shape.PaddingWidth,
            SpanRows = shape.KernelHeight,
            SpanColumns = shape.KernelWidth / shape.FoldedColumns,
            FoldedColumns = shape.FoldedColumns,
            UnitImages = 1,
            OutputColumns = shape.OutputWidth,
        };
        int imagePixels = shape.OutputHeight * shape.OutputWidth;
        int rows = Math.Clamp(ChunkPixels / shape.OutputWidth, 1, shape.OutputHeight);
        Layout.ChunkRows = shape.OutputHeight.Chunks(shape.OutputHeight.Chunks(rows));
        Layout.ChunkUnits = rows < shape.OutputHeight ? 1 : Math.Clamp(ChunkPixels / imagePixels, 1, shape.Images);
        RowChunks = shape.OutputHeight.Chunks(Layout.ChunkRows);
        Chunks = shape.Images.Chunks(Layout.ChunkUnits) * RowChunks;

        Blocks = Channels.Blocks();
        OutputTiles = shape.GroupOutputs.Chunks(TileOutputs);
        TapReads reads = new(shape, Layout);
        SkipsPadding = RowChunks == 1 && Blocks > 1 && reads.PaddingShare > PaddingWorthSkipping;
        ReadShare = SkipsPadding ? 1 - reads.PaddingShare : 1;
        RunFloats = (long)shape.Groups * OutputTiles * Blocks * Taps * TileOutputs * HaloLayout.BlockChannels;
        long wanted = Math.Min((long)shape.Images * imagePixels / FewestRunPixels, MostPartialBytes / (RunFloats * sizeof(float)));
        long most = Math.Clamp(CachedPartialBytes / (RunFloats * sizeof(float)), WantedTasks, MostRuns);
        Runs = (int)Math.Clamp(wanted, 1, Math.Min(most, Chunks));
        Parts = Math.Clamp(Math.Min(WantedTasks.Chunks(Runs), Blocks * Taps / FewestPartVectors), 1, Blocks);
        PartBlocks = Blocks.Chunks(Parts);
        if (SkipsPadding) PartBlocks = PartBlocks.RoundUp(2);
        Parts = Blocks.Chunks(PartBlocks);
        AllPixels = reads.All();
        TapPixels = SkipsPadding ? [.. Enumerable.Range(0, Taps).Select(reads.Of)] : [];
        TapOffsets = [.. Enumerable.Range(0, Taps).Select(reads.TapOffset)];
    }

    public ConvolutionShape Shape { get; }

    /// <summary>Taps, and channels of a group, once kernel columns are treated as channels.</summary>
    public int Taps { get; }

    public int Channels { get; }

    public HaloLayout Layout { get; }

    public int RowChunks { get; }

    public int Chunks { get; }

    /// <summary>Runs of chunks with partial sums of their own.</summary>
    public int Runs { get; }

    /// <summary>Parts the input channels of a group are cut into, and the blocks of one part.</summary>
    public int Parts { get; }

    public int PartBlocks { get; }

    /// <summary>Blocks of input channels and tiles of outputs of one group.</summary>
    public int Blocks { get; }

    public int OutputTiles { get; }

    /// <summary>Whether each tap leaves out the pixels for which it reads padding.</summary>
    public bool SkipsPadding { get; }

    /// <summary>The part of all reads that is made.</summary>
    public double ReadShare { get; }

    /// <summary>Floats of one run's partial sums: [group][tile of outputs][vector: <see cref="VectorOf"/>][output][channel].</summary>
    public long RunFloats { get; }

    /// <summary>Scratch offset of each tap in a block.</summary>
    public int[] TapOffsets { get; }

    /// <summary>Pixels of a full chunk: (scratch offset, offset of the packed output gradient), images outermost.</summary>
    public int[] AllPixels { get; }

    /// <summary>For each tap those pixels for which it reads the input.</summary>
    public int[][] TapPixels { get; }

    public long SourceFloats => ((long)PartBlocks * Layout.BlockStride) + Layout.Slack;

    public long GradientFloats => (long)OutputTiles * TileOutputs * AllPixels.Length / 2;

    public static WeightGradientPlan For(ConvolutionShape shape) => Plans.For(shape.Folded());

    /// <summary>The output row a run begins with.</summary>
    public (int Image, int Row) FirstRow(int run)
    {
        int chunk = (int)((long)Chunks * run / Runs);
        return (Math.Min(Shape.Images, chunk / RowChunks * Layout.ChunkUnits), chunk % RowChunks * Layout.ChunkRows);
    }

    /// <summary>
    /// Where the 16 weights of a block and tap lie among those of an output. Vectors that run through a tile together lie
    /// together: taps of a block, or, where taps differ in their pixels, the same tap of two blocks.
    /// </summary>
    public int VectorOf(int block, int tap)
    {
        if (!SkipsPadding) return (block * Taps) + tap;
        int pair = block / 2 * 2;
        return (pair * Taps) + (tap * Math.Min(2, Blocks - pair)) + block - pair;
    }
}
