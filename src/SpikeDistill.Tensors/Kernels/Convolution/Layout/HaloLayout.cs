namespace SpikeDistill.Tensors.Kernels.Convolution.Layout;

/// <summary>
/// Where a piece of a channels-last image lies in a thread's scratch: [channel block][unit][row][column phase]
/// [column][image of the unit][16 channels], borders included.
/// Columns are sorted by their phase (column % step), so that neighbouring outputs always read neighbouring
/// pixels, <see cref="BlockChannels"/> floats apart, whatever the stride. A unit is one image, or four side by
/// side where rows are too short or too odd for groups of four pixels.
/// </summary>
internal sealed class HaloLayout
{
    public const int BlockChannels = 16;

    public required int Images { get; init; }

    public required int SourceHeight { get; init; }

    public required int SourceWidth { get; init; }

    public required int SourceChannels { get; init; }

    /// <summary>Source rows and columns from one output to the next.</summary>
    public required int StepRow { get; init; }

    public required int StepColumn { get; init; }

    /// <summary>Smallest row and column offset of any tap, and how many rows and columns all taps span.</summary>
    public required int MinRow { get; init; }

    public required int MinColumn { get; init; }

    public required int SpanRows { get; init; }

    public required int SpanColumns { get; init; }

    /// <summary>Columns that lie side by side in a pixel as if they were channels (<see cref="FoldedHalo"/>); 1 for none.</summary>
    public required int FoldedColumns { get; init; }

    public required int UnitImages { get; init; }

    public required int OutputColumns { get; init; }

    /// <summary>Rows of output one chunk covers, units of one chunk.</summary>
    public int ChunkRows { get; set; }

    public int ChunkUnits { get; set; }

    /// <summary>Whether every image is one pixel, which all outputs read alone: a linear layer, or a folded 1x1 convolution.</summary>
    public bool IsLonePixels =>
        SourceHeight == 1 && SourceWidth == 1 && SpanRows == 1 && SpanColumns == 1 && MinRow == 0 && MinColumn == 0
        && StepRow == 1 && StepColumn == 1 && FoldedColumns == 1;

    public int PhaseWidth => (((OutputColumns - 1) * StepColumn) + SpanColumns + StepColumn - 1) / StepColumn;

    public int PhaseStride => PhaseWidth * UnitImages * BlockChannels;

    public int Phases => Math.Min(StepColumn, SpanColumns);

    public int RowStride => PhaseStride * Phases;

    public int UnitStride => RowsFor(ChunkRows) * RowStride;

    /// <summary>Floats from one block of channels to the next; the odd line keeps blocks out of each other's cache sets.</summary>
    public int BlockStride => (ChunkUnits * UnitStride) + BlockChannels;

    /// <summary>Readers of incomplete groups run up to three pixels past the end.</summary>
    public int Slack => 4 * UnitImages * BlockChannels;

    public int RowsFor(int outputRows) => ((outputRows - 1) * StepRow) + SpanRows;

    /// <summary>Scratch offset of a tap that reads (row, column) relative to the output's source position.</summary>
    public int TapOffset(int row, int column)
    {
        int c = column - MinColumn;
        return ((row - MinRow) * RowStride) + (c % StepColumn * PhaseStride) + (c / StepColumn * UnitImages * BlockChannels);
    }

    /// <summary>Scratch offset of the output at (unit, row, column) of the chunk.</summary>
    public int OutputOffset(int unit, int row, int column) =>
        (unit * UnitStride) + (row * StepRow * RowStride) + (column * UnitImages * BlockChannels);
}
