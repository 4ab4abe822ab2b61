using SpikeDistill.Tensors.Kernels.Convolution.DenseWeights;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeWeights;

/// <summary>
/// How a weight gradient of packed spikes is cut into pieces, from its shape and the number of lanes. Runs are those of
/// <see cref="WeightGradientPlan"/>; inside a run chunks of inputs follow each other in the order of their pixels, so every
/// weight is summed in the same order as there.
/// </summary>
/// <remarks>
/// Output gradients of a chunk are packed by panels of one vector of outputs: [panel][position][lane], with a halo of
/// zeros. A spike at a pixel adds, for each tap, the vector a fixed number of positions from its own.
/// </remarks>
internal sealed class SpikeWeightPlan
{
    /// <summary>Accumulators that are fed by one walk along a list, at most.</summary>
    public const int MostStreams = 9;

    // Enough chains to hide the latency of an addition.
    private const int WantedStreams = 8;

    // Packed gradients that are walked at a time stay in a first-level cache of 48 KB beside lists and sums; the sums of
    // a task in the second level.
    private const int PanelBytes = 38 * 1024;
    private const int SumBytes = 320 * 1024;
    private const int WantedTasks = 16;

    private static readonly PlanCache<(ConvolutionShape Shape, int Lanes), SpikeWeightPlan> Plans = new(
        static key => new SpikeWeightPlan(key.Shape, key.Lanes));

    private SpikeWeightPlan(ConvolutionShape shape, int lanes)
    {
        Shape = shape;
        Lanes = lanes;
        Dense = WeightGradientPlan.For(shape);
        RowAxis = new PanelAxis(shape.Height, shape.OutputHeight, shape.KernelHeight, shape.StrideHeight, shape.PaddingHeight);
        ColumnAxis = new PanelAxis(shape.Width, shape.OutputWidth, shape.KernelWidth, shape.StrideWidth, shape.PaddingWidth);
        Panels = shape.Outputs.Chunks(lanes);
        int phases = shape.StrideHeight * shape.StrideWidth;
        int streamPanels = Math.Min(Panels, (WantedStreams * phases).Chunks(shape.Taps));
        int most = Math.Max(1, SumBytes / (shape.Channels * shape.Taps * lanes * sizeof(float)));
        int group = Math.Clamp(Panels / WantedTasks.Chunks(Dense.Runs), 1, most);
        Groups = Panels.Chunks(Math.Max(group, streamPanels));
        GroupPanels = Panels.Chunks(Groups);
        RowPositions = ColumnAxis.Span - ColumnAxis.Shared;
        ImageRows = RowAxis.Span - RowAxis.Shared;

        int budget = PanelBytes / (lanes * sizeof(float) * streamPanels);
        int rest = (RowAxis.Shared * RowPositions) + ColumnAxis.Shared;
        ChunkImages = (budget - rest) / (ImageRows * RowPositions);
        ChunkRows = shape.Height;
        if (ChunkImages < 1)
        {
            int rows = Math.Max(1, (budget / RowPositions) - RowAxis.Reach) * shape.StrideHeight;
            ChunkRows = shape.Height.Chunks(shape.Height.Chunks(rows)).RoundUp(shape.StrideHeight);
        }

        (Chunks, FirstChunks) = Cut();
        MostPixels = Chunks.Max(c => c.Images * c.Rows * shape.Width);
        PanelPositions = Chunks.Max(c => (((c.Images - 1) * ImageRows) + RowAxis.SpanOf(c.FirstRow, c.Rows)) * RowPositions) + ColumnAxis.Shared;
        Phases = [.. SeenPhases()];
        FullGroup = Batches(GroupPanels);
        LastGroup = Batches(Panels - ((Groups - 1) * GroupPanels));
        Maps = [.. Enumerable.Range(0, shape.StrideHeight).Select(row => new PixelMap(this, row))];
    }

    public ConvolutionShape Shape { get; }

    public int Lanes { get; }

    /// <summary>The plan of the dense kernel, whose order of summation is kept.</summary>
    public WeightGradientPlan Dense { get; }

    public PanelAxis RowAxis { get; }

    public PanelAxis ColumnAxis { get; }

    /// <summary>Vectors of outputs; groups of them that are tasks, and the panels of a full group.</summary>
    public int Panels { get; }

    public int Groups { get; }

    public int GroupPanels { get; }

    /// <summary>Positions from one row of a panel to the next, and rows from one image to the next: padding is shared between neighbours.</summary>
    public int RowPositions { get; }

    public int ImageRows { get; }

    public int PanelPositions { get; }

    /// <summary>Whole images of a chunk (less than 1: a chunk is a part of an image), and rows of it.</summary>
    public int ChunkImages { get; }

    public int ChunkRows { get; }

    /// <summary>All chunks, run after run, and the first of each run (one more at the end).</summary>
    public SpikeChunk[] Chunks { get; }

    public int[] FirstChunks { get; }

    public int MostPixels { get; }

    /// <summary>Row and column phases that see any tap.</summary>
    public (int Row, int Column)[] Phases { get; }

    public SpikeBatch[] FullGroup { get; }

    public SpikeBatch[] LastGroup { get; }

    /// <summary>The most batches of any group; the last can have more than a full one, whose streams divide better.</summary>
    public int MostBatches => Math.Max(FullGroup.Length, LastGroup.Length);

    /// <summary>Where pixels of a chunk lie, by the phase of its first row.</summary>
    public PixelMap[] Maps { get; }

    /// <summary>Floats of the sums of a full group of panels, and of all panels.</summary>
    public long GroupFloats => (long)GroupPanels * Shape.Channels * Shape.Taps * Lanes;

    public long RunFloats => (long)Panels * Shape.Channels * Shape.Taps * Lanes;

    /// <summary>Whether there is a sparse form: for one group of channels, no first layer, and rows short enough for 16-bit positions.</summary>
    public static bool Covers(ConvolutionShape shape) =>
        shape.Groups == 1
        && shape.FoldedColumns == 1
        && (shape.KernelHeight + 1L) * ((2L * shape.PaddingWidth) + shape.Width + shape.KernelWidth) <= ushort.MaxValue;

    public static SpikeWeightPlan For(ConvolutionShape shape, int lanes) =>
        Plans.For((shape.Folded(), lanes));

    public SpikeBatch[] GroupBatches(int group) => group < Groups - 1 ? FullGroup : LastGroup;

    private (SpikeChunk[] Chunks, int[] First) Cut()
    {
        List<SpikeChunk> chunks = [];
        List<int> first = [];
        for (int run = 0; run < Dense.Runs; run++)
        {
            first.Add(chunks.Count);
            (int image, int row) = Dense.FirstRow(run);
            (int endImage, int endRow) = Dense.FirstRow(run + 1);
            while (image < endImage || row < endRow)
            {
                int end = image < endImage ? Shape.OutputHeight : endRow;
                bool whole = row == 0 && end == Shape.OutputHeight;
                int images = whole ? Math.Clamp(ChunkImages, 1, Math.Max(1, endImage - image)) : 1;
                (int low, int high) = whole ? (0, Shape.Height) : InputRows(row, end);
                for (int y = low; y < high; y += ChunkRows)
                {
                    chunks.Add(new SpikeChunk(image, images, y, Math.Min(ChunkRows, high - y), row, end));
                }

                (image, row) = end == Shape.OutputHeight ? (image + images, 0) : (image, end);
            }
        }

        first.Add(chunks.Count);
        return ([.. chunks], [.. first]);
    }

    /// <summary>The input rows that output rows [first, end) see.</summary>
    private (int First, int End) InputRows(int first, int end) => (
        Math.Clamp((first * Shape.StrideHeight) - Shape.PaddingHeight, 0, Shape.Height),
        Math.Clamp(((end - 1) * Shape.StrideHeight) - Shape.PaddingHeight + Shape.KernelHeight, 0, Shape.Height));

    private IEnumerable<(int Row, int Column)> SeenPhases() =>
        from row in Enumerable.Range(0, Shape.StrideHeight)
        from column in Enumerable.Range(0, Shape.StrideWidth)
        where RowAxis.Taps(row) > 0 && ColumnAxis.Taps(column) > 0
        select (row, column);

    private SpikeBatch[] Batches(int panels)
    {
        List<SpikeBatch> batches = [];
        long at = 0;
        for (int phase = 0; phase < Phases.Length; phase++)
        {
            List<SpikeStream> streams = [];
            for (int panel = 0; panel < panels; panel++)
            {
                for (int i = 0; i < RowAxis.Taps(Phases[phase].Row); i++)
                {
                    for (int j = 0; j < ColumnAxis.Taps(Phases[phase].Column); j++)
                    {
                        int ky = Phases[phase].Row + (i * Shape.StrideHeight), kx = Phases[phase].Column + (j * Shape.StrideWidth);
                        int offset = ((RowAxis.Reach - i) * RowPositions) + ColumnAxis.Reach - j;
                        streams.Add(new SpikeStream(panel, (ky * Shape.KernelWidth) + kx, (panel * PanelPositions) + offset));
                    }
                }
            }

            int largest = streams.Count % MostStreams == 0 ? MostStreams : WantedStreams;
            for (int taken = 0; taken < streams.Count;)
            {
                int left = streams.Count - taken, count = left >= largest ? largest : left >= 4 ? 4 : left >= 2 ? 2 : 1;
                batches.Add(new SpikeBatch(phase, at, [.. streams.Skip(taken).Take(count)]));
                taken += count;
                at += (long)count * Shape.Channels;
            }
        }

        return [.. batches];
    }
}
