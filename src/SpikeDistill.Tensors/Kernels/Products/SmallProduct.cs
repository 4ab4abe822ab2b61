using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Products;

/// <summary>
/// The product of two matrices that fit into a cache, on one thread: what attention needs once for each head. Each element
/// is one chain of multiply-adds over k, in its order, times the factor.
/// </summary>
internal static unsafe class SmallProduct
{
    private const int Rows = ProductBlocks.Rows, Depth = ProductBlocks.Depth;

    /// <summary>Floats of scratch for a left operand of so many rows and k.</summary>
    public static long ScratchFloats(int rows, int inner, int lanes)
        => ((long)inner.RoundUp(Depth) * (rows.RoundUp(Rows) + (2 * lanes))) + (Rows * 2 * lanes);

    /// <summary>target[i, j] = factor · Σ over k of left[i, k] · right[k, j].</summary>
    /// <param name="rows">Rows of the left operand.</param>
    /// <param name="inner">Its columns, rows of the right one.</param>
    /// <param name="columns">Columns of the right operand.</param>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand.</param>
    /// <param name="factor">What every sum is multiplied by.</param>
    /// <param name="target">The result; its columns lie side by side, and it overlaps no operand.</param>
    /// <param name="scratch"><see cref="ScratchFloats"/>, aligned.</param>
    public static void Run<TLanes>(int rows, int inner, int columns, MatrixView left, MatrixView right, float factor, MatrixView target, float* scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        int width = 2 * TLanes.Count, blocks = inner.Chunks(Depth);
        float* panel = scratch + ((long)blocks * Depth * rows.RoundUp(Rows)), tile = panel + ((long)blocks * Depth * width);
        PackLeft<TLanes>(rows, inner, left, scratch);
        for (int column = 0; column < columns; column += width)
        {
            int valid = Math.Min(width, columns - column);
            PackRight<TLanes>(inner, valid, right.From(0, column), panel);
            float* from = scratch;
            for (int row = 0; row < rows; row += Rows, from += blocks * Depth * Rows)
            {
                Multiply<TLanes>(from, blocks, panel, tile);
                Write<TLanes>(tile, Math.Min(Rows, rows - row), valid, factor, target.From(row, column));
            }
        }
    }

    private static void Multiply<TLanes>(float* left, int blocks, float* right, float* tile)
        where TLanes : struct, ILanes<TLanes>
    {
        if (TLanes.Count == Depth)
        {
            Product12x2<TLanes>.Run(left, blocks, right, tile);
        }
        else
        {
            Product6x2<TLanes>.Run(left, blocks, right, tile);
            Product6x2<TLanes>.Run(left + (Rows / 2 * Depth), blocks, right, tile + (Rows * TLanes.Count));
        }
    }

    /// <summary>[12 rows][16 k][row][k]; rows and k that do not exist are 0.</summary>
    private static void PackLeft<TLanes>(int rows, int inner, MatrixView left, float* to)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int row = 0; row < rows; row += Rows)
        {
            for (int k = 0; k < inner; k += Depth)
            {
                int depth = Math.Min(Depth, inner - k);
                for (int r = 0; r < Rows; r++, to += Depth)
                {
                    if (row + r < rows) Gather<TLanes>(left.At(row + r, k), left.ColumnStep, depth, Depth, to);
                    else new Span<float>(to, Depth).Clear();
                }
            }
        }
    }

    /// <summary>[k][two vectors of columns]; columns and k that do not exist are 0.</summary>
    private static void PackRight<TLanes>(int inner, int columns, MatrixView right, float* to)
        where TLanes : struct, ILanes<TLanes>
    {
        int width = 2 * TLanes.Count;
        for (int k = 0; k < inner; k++, to += width) Gather<TLanes>(right.At(k, 0), right.ColumnStep, columns, width, to);
        new Span<float>(to, (inner.RoundUp(Depth) - inner) * width).Clear();
    }

    private static void Gather<TLanes>(float* from, nint step, int count, int length, float* to)
        where TLanes : struct, ILanes<TLanes>
    {
        int i = 0;
        if (step == 1)
        {
            for (; i <= count - TLanes.Count; i += TLanes.Count) TLanes.Load(from + i).Store(to + i);
        }

        for (; i < count; i++) to[i] = from[i * step];
        for (; i < length; i++) to[i] = 0;
    }

    private static void Write<TLanes>(float* tile, int rows, int columns, float factor, MatrixView target)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes scale = TLanes.Create(factor);
        for (int row = 0; row < rows; row++, tile += 2 * TLanes.Count)
        {
            float* to = target.At(row, 0);
            int c = 0;
            for (; c <= columns - TLanes.Count; c += TLanes.Count) (TLanes.Load(tile + c) * scale).Store(to + c);
            for (; c < columns; c++) to[c] = tile[c] * factor;
        }
    }
}
