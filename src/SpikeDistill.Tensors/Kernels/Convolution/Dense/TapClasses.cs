using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Kernels.Convolution.Dense;

/// <summary>Works out which taps each output pixel sees.</summary>
internal static class TapClasses
{
    /// <summary>All outputs of a forward convolution see all taps; output y reads input y · stride + (ky − padding).</summary>
    public static List<TapClass> Forward(ConvolutionShape shape)
    {
        int[] taps = [.. Enumerable.Range(0, shape.Taps / shape.FoldedColumns).Select(t => t * shape.FoldedColumns)];
        return
        [
            new TapClass
            {
                FirstRow = 0,
                FirstColumn = 0,
                Rows = shape.OutputHeight,
                Columns = shape.OutputWidth,
                WeightTaps = taps,
                Reads = [.. taps.Select(t => ((t / shape.KernelWidth) - shape.PaddingHeight, (t % shape.KernelWidth) - shape.PaddingWidth))],
            },
        ];
    }

    /// <summary>
    /// An input gradient at row parity + stride · i sees the taps with (parity + padding − ky) divisible by the stride, and
    /// reads output row i + that quotient; columns likewise.
    /// </summary>
    public static List<TapClass> InputGradient(ConvolutionShape shape)
    {
        List<TapClass> classes = [];
        for (int row = 0; row < Math.Min(shape.StrideHeight, shape.Height); row++)
        {
            for (int column = 0; column < Math.Min(shape.StrideWidth, shape.Width); column++)
            {
                int[] taps = [.. Enumerable.Range(0, shape.Taps).Where(t =>
                    (row + shape.PaddingHeight - (t / shape.KernelWidth)) % shape.StrideHeight == 0
                    && (column + shape.PaddingWidth - (t % shape.KernelWidth)) % shape.StrideWidth == 0)];
                classes.Add(new TapClass
                {
                    FirstRow = row,
                    FirstColumn = column,
                    Rows = (shape.Height - row).Chunks(shape.StrideHeight),
                    Columns = (shape.Width - column).Chunks(shape.StrideWidth),
                    WeightTaps = taps,
                    Reads = [.. taps.Select(t => (
                        (row + shape.PaddingHeight - (t / shape.KernelWidth)) / shape.StrideHeight,
                        (column + shape.PaddingWidth - (t % shape.KernelWidth)) / shape.StrideWidth))],
                });
            }
        }

        return classes;
    }

    /// <summary>
    /// Cuts a class into rectangles whose pixels find the same taps inside the source, so that the others are left out: in
    /// a 4x4 image 100 of 144 taps of a 3x3 kernel are inside. Adding 0 times a weight changes no sum.
    /// </summary>
    public static List<TapRegion> Regions(TapClass c, HaloLayout layout)
    {
        List<TapRegion> regions = [];
        foreach ((int firstRow, int rows) in Runs(c.Rows, layout.StepRow, 1, layout.SourceHeight, [.. c.Reads.Select(r => r.Row)]))
        {
            foreach ((int firstColumn, int columns)
                in Runs(c.Columns, layout.StepColumn, layout.FoldedColumns, layout.SourceWidth, [.. c.Reads.Select(r => r.Column)]))
            {
                int[] taps = [.. Enumerable.Range(0, c.Taps).Where(t =>
                    Inside((firstRow * layout.StepRow) + c.Reads[t].Row, 1, layout.SourceHeight)
                    && Inside((firstColumn * layout.StepColumn) + c.Reads[t].Column, layout.FoldedColumns, layout.SourceWidth))];
                regions.Add(Region(c, layout, firstRow, rows, firstColumn, columns, taps));
            }
        }

        return regions;
    }

    /// <summary>The whole class as one rectangle that sees all taps.</summary>
    public static TapRegion Whole(TapClass c, HaloLayout layout) =>
        Region(c, layout, 0, c.Rows, 0, c.Columns, [.. Enumerable.Range(0, c.Taps)]);

    private static TapRegion Region(TapClass c, HaloLayout layout, int firstRow, int rows, int firstColumn, int columns, int[] taps) => new()
    {
        FirstRow = firstRow,
        FirstColumn = firstColumn,
        Rows = rows,
        Columns = columns,
        Taps = taps,
        Offsets = [.. taps.Select(t => layout.TapOffset(c.Reads[t].Row, c.Reads[t].Column))],
    };

    /// <summary>Runs of outputs along one axis for which the same reads are inside.</summary>
    private static List<(int First, int Count)> Runs(int outputs, int step, int extent, int length, int[] reads)
    {
        List<(int First, int Count)> runs = [];
        int first = 0;
        for (int i = 1; i <= outputs; i++)
        {
            if (i < outputs && reads.All(r => Inside((i * step) + r, extent, length) == Inside((first * step) + r, extent, length))) continue;
            runs.Add((first, i - first));
            first = i;
        }

        return runs;
    }

    /// <summary>Whether any of so many positions from one on are inside.</summary>
    private static bool Inside(int position, int extent, int length) => position + extent > 0 && position < length;
}
