using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Kernels.Convolution.DenseWeights;

/// <summary>Which pixels of a chunk a tap reads, for a weight gradient.</summary>
internal sealed class TapReads(ConvolutionShape shape, HaloLayout layout)
{
    /// <summary>The part of all reads that find padding.</summary>
    public double PaddingShare
    {
        get
        {
            int taps = shape.Taps / shape.FoldedColumns, read = 0;
            for (int tap = 0; tap < taps; tap++)
            {
                for (int row = 0; row < shape.OutputHeight; row++)
                {
                    for (int column = 0; column < shape.OutputWidth; column++) read += Reads(tap, row, column) ? 1 : 0;
                }
            }

            return 1 - ((double)read / (taps * shape.OutputHeight * shape.OutputWidth));
        }
    }

    public int TapOffset(int tap)
    {
        (int row, int column) = Position(tap);
        return layout.TapOffset(row, column);
    }

    public int[] All() => Pixels(static (_, _) => true);

    public int[] Of(int tap) => Pixels((row, column) => Reads(tap, row, column));

    private (int Row, int Column) Position(int tap)
    {
        int t = tap * shape.FoldedColumns;
        return ((t / shape.KernelWidth) - shape.PaddingHeight, (t % shape.KernelWidth) - shape.PaddingWidth);
    }

    private bool Reads(int tap, int row, int column)
    {
        (int tapRow, int tapColumn) = Position(tap);
        int y = (row * shape.StrideHeight) + tapRow, x = (column * shape.StrideWidth) + tapColumn;
        return y >= 0 && y < shape.Height && x + shape.FoldedColumns > 0 && x < shape.Width;
    }

    private int[] Pixels(Func<int, int, bool> wanted)
    {
        List<int> pixels = [];
        int at = 0;
        for (int unit = 0; unit < layout.ChunkUnits; unit++)
        {
            for (int row = 0; row < layout.ChunkRows; row++)
            {
                for (int column = 0; column < shape.OutputWidth; column++, at += WeightGradientPlan.TileOutputs)
                {
                    if (wanted(row, column)) pixels.AddRange([layout.OutputOffset(unit, row, column), at]);
                }
            }
        }

        return [.. pixels];
    }
}
