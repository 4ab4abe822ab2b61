using System.Runtime.Intrinsics.X86;
using SpikeDistill.Tensors.Kernels.Convolution.Dense;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Convolution.Winograd;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Convolution.RowTiles;

/// <summary>
/// A 3x3 correlation of stride 1, forward or for an input gradient, by Winograd's F(4, 3) along rows: each row of the source
/// is transformed, multiplied product by product by the three rows of taps, which belong to three rows of the target, and a
/// row of the target that has all it needs is transformed back. All of it stays in the first-level cache.
/// </summary>
/// <remarks>
/// Every product is one chain over the rows of taps and the source channels, so the result is the same bits however the work
/// is cut. It is not the bits of <see cref="Correlation"/>, nor those of <see cref="WinogradCorrelation"/>.
/// </remarks>
internal readonly unsafe struct RowTileCorrelation : ILaneKernel
{
    private const int LineBytes = 64;

    public required Workers Workers { get; init; }

    public required MemoryPool Memory { get; init; }

    public required RowTilePlan Plan { get; init; }

    /// <summary>Floats or counts.</summary>
    public required ConvolutionSource Source { get; init; }

    public required float* Weights { get; init; }

    public required WeightStrides Strides { get; init; }

    /// <summary>Null for none.</summary>
    public float* Bias { get; init; }

    public required float* Output { get; init; }

    /// <summary>Whether results are added to what the output holds.</summary>
    public bool Adds { get; init; }

    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        RowTileCorrelation job = this;
        RowTilePlan plan = Plan;
        long slotFloats = plan.SourceFloats + (RowTilePlan.Taps * (long)plan.ProductFloats);
        MemoryBlock scratch = Memory.Rent(slotFloats * sizeof(float) * Workers.Count);
        MemoryBlock zeros = Memory.Rent((long)plan.SourceChannels * sizeof(float));
        MemoryBlock transformed = Memory.Rent((long)plan.OutputWeights * plan.TargetChannels * sizeof(float));
        new Span<float>(zeros.Floats, plan.SourceChannels).Clear();
        Workers.For(plan.TargetChannels / TLanes.Count, (vector, _) =>
        {
            float* from = job.Weights + ((long)vector * TLanes.Count * job.Strides.Target);
            RowTileTransforms<TLanes>.Weights(plan, from, job.Strides, transformed.Floats + ((nint)vector * plan.OutputWeights * TLanes.Count));
        });
        Workers.For(plan.Chunks, (task, slot) => job.RunChunk<TLanes>(task, transformed.Floats, zeros.Floats, scratch.Floats + (slot * slotFloats)));
        Memory.Return(transformed);
        Memory.Return(zeros);
        Memory.Return(scratch);
    }

    private void RunChunk<TLanes>(int chunk, float* weights, float* zeros, float* scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        int image = chunk / Plan.RowChunks * Plan.ChunkImages, images = Math.Min(Plan.ChunkImages, Plan.Images - image);
        int first = chunk % Plan.RowChunks * Plan.ChunkRows, end = Math.Min(first + Plan.ChunkRows, Plan.TargetHeight);
        float* products = scratch + Plan.SourceFloats;

        // Rows before the first are summed up and left; tiles beyond the last stay 0.
        new Span<float>(scratch, Plan.SourceFloats + (RowTilePlan.Taps * Plan.ProductFloats)).Clear();
        for (int row = first; row < end + RowTilePlan.Taps - 1; row++)
        {
            // The row of the target that starts with this row of the source, the one before it, and the one that it ends.
            float* starting = products + (row % 3 * Plan.ProductFloats);
            float* going = products + ((row + 2) % 3 * Plan.ProductFloats);
            float* ending = products + ((row + 1) % 3 * Plan.ProductFloats);
            int source = row - Plan.PaddingHeight, target = row - (RowTilePlan.Taps - 1);
            if (source >= 0 && source < Plan.SourceHeight)
            {
                TransformRow<TLanes>(image, images, source, zeros, scratch);
                FetchRows(image, images, source + 1, target);
                MultiplyRow<TLanes>(scratch, weights, starting, going, ending);
            }
            else
            {
                new Span<float>(starting, Plan.ProductFloats).Clear();
            }

            if (target >= first) WriteRow<TLanes>(image, images, target, ending);
        }
    }

    /// <summary>Bytes of a row of the source.</summary>
    private int RowBytes => Plan.SourceWidth * Plan.SourceChannels * (Source.Counts is null ? sizeof(float) : 1);

    private byte* SourceRow(int image, int row)
        => (Source.Counts is null ? (byte*)Source.Dense : Source.Counts) + ((((long)image * Plan.SourceHeight) + row) * RowBytes);

    private float* TargetRow(int image, int row) => Output + ((((long)image * Plan.TargetHeight) + row) * Plan.TargetWidth * Plan.TargetChannels);

    /// <summary>Brings the lines that are read and written next into the cache while products are summed up.</summary>
    private void FetchRows(int image, int images, int source, int target)
    {
        if (!Sse.IsSupported) return;
        for (int i = image; i < image + images; i++)
        {
            if (source < Plan.SourceHeight) Fetch(SourceRow(i, source), RowBytes);
            if (target >= 0 && target < Plan.TargetHeight) Fetch((byte*)TargetRow(i, target), Plan.TargetWidth * Plan.TargetChannels * sizeof(float));
        }

        static void Fetch(byte* row, int bytes)
        {
            for (int i = 0; i < bytes; i += LineBytes) Sse.Prefetch1(row + i);
        }
    }

    private void TransformRow<TLanes>(int image, int images, int row, float* zeros, float* to)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int i = 0; i < images; i++, to += Plan.ImageTiles * HaloLayout.BlockChannels)
        {
            byte* from = SourceRow(image + i, row);
            if (Source.Counts is null) RowTileTransforms<TLanes>.Source<FloatElement>(Plan, from, (byte*)zeros, to);
            else RowTileTransforms<TLanes>.Source<CountElement>(Plan, from, (byte*)zeros, to);
        }
    }

    private void MultiplyRow<TLanes>(float* source, float* weights, float* starting, float* going, float* ending)
        where TLanes : struct, ILanes<TLanes>
    {
        int blocks = Plan.SourceChannels.Blocks();
        nint blockFloats = Plan.Tiles * HaloLayout.BlockChannels;
        nint done = 0;
        for (int output = 0; output < Plan.TargetChannels; output += TLanes.Count)
        {
            float* from = source;
            for (int product = 0; product < RowTilePlan.Products; product++)
            {
                int tile = 0;
                for (; TLanes.Count == 16 && tile + 8 <= Plan.Tiles; tile += 8, done += 8 * TLanes.Count)
                {
                    float* tiles = from + (tile * HaloLayout.BlockChannels);
                    RowTileSums<TLanes>.Eight(tiles, blocks, blockFloats, weights, starting + done, going + done, ending + done);
                }

                for (; tile < Plan.Tiles; tile += 4, done += 4 * TLanes.Count)
                {
                    float* tiles = from + (tile * HaloLayout.BlockChannels);
                    RowTileSums<TLanes>.Four(tiles, blocks, blockFloats, weights, starting + done, going + done, ending + done);
                }

                from += blocks * blockFloats;
                weights += RowTilePlan.Taps * Plan.SourceChannels * TLanes.Count;
            }
        }
    }

    private void WriteRow<TLanes>(int image, int images, int row, float* products)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int output = 0; output < Plan.TargetChannels; output += TLanes.Count, products += RowTilePlan.Products * Plan.Tiles * TLanes.Count)
        {
            float* from = products;
            float* bias = Bias is null ? null : Bias + output;
            for (int i = 0; i < images; i++, from += Plan.ImageTiles * TLanes.Count)
            {
                RowTileTransforms<TLanes>.Target(Plan, from, bias, TargetRow(image + i, row) + output, Adds);
            }
        }
    }
}
