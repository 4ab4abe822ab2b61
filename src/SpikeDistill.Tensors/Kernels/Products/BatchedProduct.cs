using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Products;

/// <summary>Many products of matrices [Rows, Inner] and [Inner, Columns] that lie one behind the other, each operand as it is or transposed.</summary>
internal readonly unsafe struct BatchedProduct : ILaneKernel
{
    /// <summary>Rows of a product that a task works on, so that few large products keep all threads busy.</summary>
    private const int TaskRows = 16 * ProductBlocks.Rows;

    public required Workers Workers { get; init; }

    public required MemoryPool Memory { get; init; }

    public required int Count { get; init; }

    public required int Rows { get; init; }

    public required int Inner { get; init; }

    public required int Columns { get; init; }

    public required float* Left { get; init; }

    public required float* Right { get; init; }

    public required float* Target { get; init; }

    /// <summary>Whether left operands lie as [Inner, Rows].</summary>
    public bool LeftTransposed { get; init; }

    /// <summary>Whether right operands lie as [Columns, Inner].</summary>
    public bool RightTransposed { get; init; }

    public void Run() => LaneDispatch.Run(Workers.Lanes, this, 0, 0);

    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        BatchedProduct job = this;
        int parts = Rows.Chunks(TaskRows);
        long scratchBytes = (SmallProduct.ScratchFloats(Math.Min(Rows, TaskRows), Inner, TLanes.Count) * sizeof(float)).RoundUpToLine();
        MemoryBlock scratch = Memory.Rent(scratchBytes * Workers.Count);
        Workers.For(checked(Count * parts), (task, slot) =>
        {
            (int product, int part) = (task / parts, task % parts);
            job.RunRows<TLanes>(product, part * TaskRows, (float*)(scratch.Pointer + (slot * scratchBytes)));
        });
        Memory.Return(scratch);
    }

    private void RunRows<TLanes>(int product, int row, float* scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        float* from = Left + ((long)product * Rows * Inner), right = Right + ((long)product * Inner * Columns);
        MatrixView left = LeftTransposed ? new MatrixView(from, 1, Rows) : new MatrixView(from, Inner);
        MatrixView other = RightTransposed ? new MatrixView(right, 1, Inner) : new MatrixView(right, Columns);
        MatrixView target = new(Target + ((long)product * Rows * Columns), Columns);
        SmallProduct.Run<TLanes>(Math.Min(TaskRows, Rows - row), Inner, Columns, left.From(row, 0), other, 1, target.From(row, 0), scratch);
    }
}
