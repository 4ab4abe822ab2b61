using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Kernels.Convolution.Dense;

/// <summary>
/// How a forward convolution or an input gradient is cut into pieces, from its shape alone: both are sums over a list of
/// taps of weights times source pixels.
/// </summary>
internal sealed class CorrelationPlan
{
    public const int GroupPixels = 4;

    // A tile takes this many groups; chunks of a multiple of it leave no rest in small regions.
    private const int GroupsOfTile = 3;

    // Floats of scratch a task fills (256 KiB) and of weights it reuses while walking that scratch (160 KiB): together
    // they stay in a second-level cache. Tasks wanted: enough for 16 threads.
    private const int ScratchBudget = 64 * 1024;
    private const int WeightBudget = 40 * 1024;
    private const int WantedTasks = 16;

    // With one tap there is less to do for what is fetched: sums of many images then go through memory once for 768 channels, whose weights come
    // from a second-level cache (96 KiB a panel), those of few keep 192 channels of weights in the first (24 KiB) and take less scratch; and no
    // chunk is copied for two parts.
    private const int LoneTapBlocks = 48;
    private const int LoneTapBlocksOfFew = 12;
    private const int ManyImages = 2048;
    private const int FewestLonePixels = 96;
    private const int FewestRows = 4;
    private const int PanelOutputs = 32;

    private static readonly PlanCache<(ConvolutionShape Shape, bool Backward), CorrelationPlan> Plans = new(
        static key => new CorrelationPlan(key.Shape, key.Backward));

    private CorrelationPlan(ConvolutionShape shape, bool backward)
    {
        Images = shape.Images;
        Groups = shape.Groups;
        FoldedColumns = backward ? 1 : shape.FoldedColumns;
        KernelTaps = shape.Taps / FoldedColumns;
        (SourceChannels, TargetChannels) = backward ? (shape.Outputs, shape.Channels) : (shape.Channels, shape.Outputs);
        (TargetHeight, TargetWidth) = backward ? (shape.Height, shape.Width) : (shape.OutputHeight, shape.OutputWidth);
        (StepRow, StepColumn) = backward ? (shape.StrideHeight, shape.StrideWidth) : (1, 1);
        Classes = [.. backward ? TapClasses.InputGradient(shape) : TapClasses.Forward(shape)];

        // A class may have no taps (a stride larger than the kernel): its outputs are 0.
        (int Row, int Column)[] reads = [.. Classes.SelectMany(c => c.Reads).DefaultIfEmpty()];
        int columns = Classes.Max(c => c.Columns);
        BaseRows = Classes.Max(c => c.Rows);
        SourceBlocks = (SourceChannels / Groups * FoldedColumns).Blocks();
        int loneTap = Images < ManyImages ? LoneTapBlocksOfFew : LoneTapBlocks;
        int fitting = KernelTaps == 1 ? loneTap : WeightBudget / (KernelTaps * HaloLayout.BlockChannels * PanelOutputs);
        SuperBlocks = Math.Clamp(fitting, 1, SourceBlocks);

        Layout = MakeLayout(GroupPixels);
        SkipsPadding = (long)Layout.RowsFor(BaseRows) * Layout.RowStride * SuperBlocks <= ScratchBudget;
        (long byColumns, long byImages) = Costs(shape);
        if (byColumns <= byImages)
        {
            Layout = MakeLayout(1);
            SkipsPadding = false;
        }

        CutIntoChunks();
        foreach (TapClass c in Classes)
        {
            c.Regions = SkipsPadding ? [.. TapClasses.Regions(c, Layout)] : [TapClasses.Whole(c, Layout)];
            foreach (TapRegion region in c.Regions) Lay(c, region);
        }

        HaloLayout MakeLayout(int unitImages) => new()
        {
            Images = Images,
            SourceHeight = backward ? shape.OutputHeight : shape.Height,
            SourceWidth = backward ? shape.OutputWidth : shape.Width,
            SourceChannels = SourceChannels,
            StepRow = backward ? 1 : shape.StrideHeight,
            StepColumn = backward ? 1 : shape.StrideWidth,
            MinRow = reads.Min(r => r.Row),
            MinColumn = reads.Min(r => r.Column),
            SpanRows = reads.Max(r => r.Row) - reads.Min(r => r.Row) + 1,
            SpanColumns = reads.Max(r => r.Column) - reads.Min(r => r.Column) + 1,
            FoldedColumns = FoldedColumns,
            UnitImages = unitImages,
            OutputColumns = columns,
        };
    }

    public int Images { get; }

    public int Groups { get; }

    public int KernelTaps { get; }

    /// <summary>Kernel columns treated as channels; 1 for none.</summary>
    public int FoldedColumns { get; }

    public int SourceChannels { get; }

    public int TargetChannels { get; }

    public int TargetHeight { get; }

    public int TargetWidth { get; }

    /// <summary>Output rows and columns from one pixel of a class to the next.</summary>
    public int StepRow { get; }

    public int StepColumn { get; }

    public TapClass[] Classes { get; }

    public HaloLayout Layout { get; }

    /// <summary>Whether taps that only read padding are left out: where groups are of images, each of them sees the same taps.</summary>
    public bool SkipsPadding { get; }

    /// <summary>Rows of the largest class; chunks are cut along them.</summary>
    public int BaseRows { get; }

    /// <summary>Blocks of source channels of one group, and how many of them a task works on at a time.</summary>
    public int SourceBlocks { get; }

    public int SuperBlocks { get; }

    public int RowChunks { get; private set; }

    public int Chunks { get; private set; }

    /// <summary>Tasks that share a chunk, each with its part of the output channels.</summary>
    public int Parts { get; private set; }

    public long ScratchFloats => ((long)SuperBlocks * Layout.BlockStride) + Layout.Slack;

    public static CorrelationPlan Forward(ConvolutionShape shape) => Plans.For((shape.Folded(), false));

    public static CorrelationPlan InputGradient(ConvolutionShape shape) => Plans.For((shape.Folded(), true));

    /// <summary>Multiplications for groups of four columns, and for groups of four images.</summary>
    private (long Columns, long Images) Costs(ConvolutionShape shape)
    {
        long columns = 0, images = 0;
        foreach (TapClass c in Classes)
        {
            long taps = SkipsPadding ? TapClasses.Regions(c, Layout).Sum(r => (long)r.Rows * r.Columns * r.Taps.Length) : (long)c.Rows * c.Columns * c.Taps;
            columns += (long)shape.Images * c.Rows * c.Columns.RoundUp(GroupPixels) * c.Taps;
            images += shape.Images.RoundUp(GroupPixels) * taps;
        }

        return (columns, images);
    }

    private void CutIntoChunks()
    {
        int units = (Images + Layout.UnitImages - 1) / Layout.UnitImages;
        int panels = (TargetChannels / Groups).RoundUp(PanelOutputs) / PanelOutputs;
        int rowFloats = Layout.RowStride * SuperBlocks;
        int rows = BaseRows;
        int unitsPerChunk = 1;
        if (Layout.RowsFor(rows) * rowFloats <= ScratchBudget)
        {
            unitsPerChunk = Math.Clamp(ScratchBudget / (Layout.RowsFor(rows) * rowFloats), 1, units);
            if (Layout.IsLonePixels) unitsPerChunk = Math.Min(unitsPerChunk, Math.Max(FewestLonePixels / Layout.UnitImages, units / WantedTasks));
            if (unitsPerChunk > GroupsOfTile) unitsPerChunk -= unitsPerChunk % GroupsOfTile;
            while (unitsPerChunk > 1 && units.Chunks(unitsPerChunk) * panels < WantedTasks) unitsPerChunk = (unitsPerChunk + 1) / 2;
        }
        else
        {
            int most = Math.Max(FewestRows, ((ScratchBudget / rowFloats) - Layout.SpanRows) / Layout.StepRow);
            rows = rows.Chunks(rows.Chunks(most));
        }

        while (!SkipsPadding && unitsPerChunk == 1 && rows > FewestRows && units * BaseRows.Chunks(rows) * panels < WantedTasks) rows = (rows + 1) / 2;

        Layout.ChunkRows = rows;
        Layout.ChunkUnits = unitsPerChunk;
        RowChunks = BaseRows.Chunks(rows);
        Chunks = units.Chunks(unitsPerChunk) * RowChunks;
        Parts = Math.Clamp(WantedTasks.Chunks(Chunks), 1, panels);
    }

    private void Lay(TapClass c, TapRegion region)
    {
        bool rowsOfImages = Layout.UnitImages == 1;
        region.GroupsPerRow = rowsOfImages ? region.Columns.Chunks(GroupPixels) : region.Columns;
        List<PixelGroup> groups = [];
        for (int unit = 0; unit < Layout.ChunkUnits; unit++)
        {
            for (int row = region.FirstRow; row < Math.Min(region.FirstRow + region.Rows, Layout.ChunkRows); row++)
            {
                for (int i = 0; i < region.GroupsPerRow; i++)
                {
                    int column = region.FirstColumn + (rowsOfImages ? i * GroupPixels : i);
                    int image = unit * Layout.UnitImages;
                    int target = (((image * TargetHeight) + (row * StepRow) + c.FirstRow) * TargetWidth) + (column * StepColumn) + c.FirstColumn;
                    int count = rowsOfImages ? Math.Min(GroupPixels, c.Columns - column) : GroupPixels;
                    groups.Add(new PixelGroup(Layout.OutputOffset(unit, row, column), target, count, rowsOfImages ? -GroupPixels : image));
                }
            }
        }

        region.Groups = [.. groups];
    }
}
