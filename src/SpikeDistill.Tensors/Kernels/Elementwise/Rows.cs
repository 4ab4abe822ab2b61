using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Elementwise;

/// <summary>A kernel over the rows and columns of a matrix, for operands that do not all run through memory in step.</summary>
internal interface IRowKernel
{
    /// <summary>Works on the block; its width is a multiple of the number of lanes.</summary>
    void Run<TLanes>(in RowBlock block)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>The rows [FirstRow, EndRow) and columns [Start, End) of a matrix.</summary>
internal readonly record struct RowBlock(long FirstRow, long EndRow, long Start, long End);

/// <summary>The order of rows: equal parts side by side, from the first rows of each to the last or the other way.</summary>
internal readonly record struct RowOrder(int Steps, bool Backwards)
{
    public int Parts => Math.Max(1, Steps);
}

/// <summary>
/// The driver of row kernels: whole vectors along each row, then the last columns one by one, so nothing past the end of
/// a row is read or written. Which column takes which path follows from the width alone.
/// </summary>
internal static class Rows
{
    /// <param name="workers">The threads.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="kernel">What to do.</param>
    /// <param name="cost">Elements read for each one written.</param>
    /// <param name="order">Which rows come first; changes no bit.</param>
    public static void For<TKernel>(Workers workers, long rows, long columns, TKernel kernel, long cost = 1, RowOrder order = default)
        where TKernel : struct, IRowKernel
    {
        if (rows == 0 || columns == 0)
        {
            return;
        }

        int elements = (int)Math.Max(64, (Workers.ElementGrain / Math.Max(1, cost)) & ~63);
        Blocks<TKernel> blocks = new(kernel, rows / order.Parts, columns, Math.Max(1, elements / columns), elements, order);
        workers.ForRange(blocks.Count, grain: 1, blocks);
    }

    private readonly struct Blocks<TKernel>(TKernel kernel, long rows, long columns, long height, long width, RowOrder order) : ILaneKernel
        where TKernel : struct, IRowKernel
    {
        private readonly long _across = (columns + width - 1) / width;

        public long Count => (rows + height - 1) / height * _across * order.Parts;

        public void Run<TLanes>(long start, long end)
            where TLanes : struct, ILanes<TLanes>
        {
            (long down, long across) = Math.DivRem(order.Backwards ? Count - 1 - start : start, _across);
            (down, long part) = Math.DivRem(down, order.Parts);
            long row = (part * rows) + (down * height), column = across * width;
            long endRow = Math.Min((part + 1) * rows, row + height), endColumn = Math.Min(columns, column + width);
            long whole = endColumn - ((endColumn - column) % TLanes.Count);
            if (whole > column)
            {
                kernel.Run<TLanes>(new RowBlock(row, endRow, column, whole));
            }

            if (endColumn > whole)
            {
                kernel.Run<Lanes1>(new RowBlock(row, endRow, whole, endColumn));
            }
        }
    }
}
