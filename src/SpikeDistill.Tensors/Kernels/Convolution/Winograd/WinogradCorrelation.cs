using System.Runtime.Intrinsics.X86;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Convolution.Winograd;

/// <summary>
/// A 3x3 correlation of stride 1, forward or for an input gradient, by Winograd's minimal filtering: tiles and weights are
/// transformed, multiplied product by product as matrices, and transformed back, a chunk of tiles at a time in the cache.
/// </summary>
/// <remarks>
/// Every product is one chain over the source channels, so the result is the same bits however the work is cut. It is not
/// the bits of <see cref="Correlation"/>: errors are some times those of a direct sum, and relative to all inputs of a tile.
/// </remarks>
internal readonly unsafe struct WinogradCorrelation : ILaneKernel
{
    public required Workers Workers { get; init; }

    public required MemoryPool Memory { get; init; }

    public required WinogradPlan Plan { get; init; }

    public required float* Source { get; init; }

    public required float* Weights { get; init; }

    public required WeightStrides Strides { get; init; }

    /// <summary>Null for none.</summary>
    public float* Bias { get; init; }

    public required float* Output { get; init; }

    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        WinogradCorrelation job = this;
        WinogradPlan plan = Plan;
        long sourceFloats = (long)WinogradPlan.Products * plan.SourceStride;
        long slotFloats = sourceFloats + ((long)WinogradPlan.Products * ProductStride<TLanes>(plan));
        MemoryBlock scratch = Memory.Rent(slotFloats * sizeof(float) * Workers.Count);
        MemoryBlock zeros = Memory.Rent((long)plan.SourceChannels * sizeof(float));
        MemoryBlock transformed = Memory.Rent(new WinogradWeights(plan, TLanes.Count, null).Floats * sizeof(float));
        WinogradWeights weights = new(plan, TLanes.Count, transformed.Floats);
        new Span<float>(zeros.Floats, plan.SourceChannels).Clear();
        int blocks = plan.SourceChannels.Blocks();
        Workers.For(weights.Panels * blocks, (task, _) => weights.Transform<TLanes>(
            task / blocks, task % blocks * HaloLayout.BlockChannels, HaloLayout.BlockChannels, job.Weights, job.Strides));
        Workers.For(plan.Chunks * plan.Parts, (task, slot) =>
        {
            float* memory = scratch.Floats + (slot * slotFloats);
            job.RunChunk<TLanes>(weights, task / plan.Parts, task % plan.Parts, zeros.Floats, memory, memory + sourceFloats);
        });
        Memory.Return(transformed);
        Memory.Return(zeros);
        Memory.Return(scratch);
    }

    /// <summary>Floats from one product to the next of a panel's results.</summary>
    private static int ProductStride<TLanes>(WinogradPlan plan)
        where TLanes : struct, ILanes<TLanes>
        => (plan.ChunkTiles * 2 * TLanes.Count) + HaloLayout.BlockChannels;

    private void RunChunk<TLanes>(in WinogradWeights weights, int chunk, int part, float* zeros, float* source, float* products)
        where TLanes : struct, ILanes<TLanes>
    {
        int first = chunk * Plan.ChunkTiles, end = Math.Min(Plan.Tiles, first + Plan.ChunkTiles);
        int firstPanel = weights.Panels * part / Plan.Parts, endPanel = weights.Panels * (part + 1) / Plan.Parts;
        if (firstPanel == endPanel) return;
        WinogradSource.Transform<TLanes>(Plan, Source, first, end, zeros, source);
        int stride = ProductStride<TLanes>(Plan), channelBlocks = Plan.SourceChannels.Blocks();
        for (int panel = firstPanel; panel < endPanel; panel++)
        {
            for (int product = 0; product < WinogradPlan.Products; product++)
            {
                for (int tile = first + product; tile < end; tile += WinogradPlan.Products)
                {
                    FetchTarget<TLanes>(tile, panel);
                    if (panel == firstPanel) FetchSource(tile + (Plan.ChunkTiles * Workers.Count));
                }

                float* from = source + ((nint)product * Plan.SourceStride), to = products + ((nint)product * stride), w = weights.At(panel, product);
                for (int tile = first; tile < end; tile += WinogradPlan.BlockTiles)
                {
                    if (TLanes.Count == HaloLayout.BlockChannels)
                    {
                        WinogradProduct12x2<TLanes>.Run(from, channelBlocks, w, to);
                    }
                    else
                    {
                        WinogradProduct6x2<TLanes>.Run(from, channelBlocks, w, to);
                        WinogradProduct6x2<TLanes>.Run(from + (6 * HaloLayout.BlockChannels), channelBlocks, w, to + (12 * TLanes.Count));
                    }

                    from += WinogradPlan.BlockTiles * Plan.SourceChannels;
                    to += WinogradPlan.BlockTiles * 2 * TLanes.Count;
                }
            }

            for (int tile = first; tile < end; tile++) Write<TLanes>(tile, panel, products + ((nint)(tile - first) * 2 * TLanes.Count), stride);
        }
    }

    /// <summary>Where a tile of the output lies, and its rows and columns that exist.</summary>
    private float* Target(int tile, out int rows, out int columns)
    {
        (int image, int row, int column) = Plan.Place(tile);
        rows = Math.Min(WinogradPlan.Tile, Plan.TargetHeight - row);
        columns = Math.Min(WinogradPlan.Tile, Plan.TargetWidth - column);
        return Output + (((((long)image * Plan.TargetHeight) + row) * Plan.TargetWidth + column) * Plan.TargetChannels);
    }

    /// <summary>Brings lines into the cache that <see cref="Write{TLanes}"/> fills later: waiting for memory then took a third of the time of large images.</summary>
    private void FetchTarget<TLanes>(int tile, int panel)
        where TLanes : struct, ILanes<TLanes>
    {
        if (!Sse.IsSupported) return;
        float* to = Target(tile, out int rows, out int columns) + (2 * panel * TLanes.Count);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                float* pixel = to + (((nint)row * Plan.TargetWidth + column) * Plan.TargetChannels);
                Sse.Prefetch1(pixel);
                Sse.Prefetch1(pixel + TLanes.Count);
            }
        }
    }

    /// <summary>The same for the middle of a tile of the source that this thread is likely to take next.</summary>
    private void FetchSource(int tile)
    {
        if (!Sse.IsSupported || tile >= Plan.Tiles) return;
        (int image, int row, int column) = Plan.Place(tile);
        int rows = Math.Min(WinogradPlan.Tile, Plan.SourceHeight - row), columns = Math.Min(WinogradPlan.Tile, Plan.SourceWidth - column);
        float* from = Source + (((((long)image * Plan.SourceHeight) + row) * Plan.SourceWidth + column) * Plan.SourceChannels);
        for (int r = 0; r < rows; r++, from += (nint)Plan.SourceWidth * Plan.SourceChannels)
        {
            for (int i = 0; i < columns * Plan.SourceChannels; i += HaloLayout.BlockChannels) Sse.Prefetch1(from + i);
        }
    }

    private void Write<TLanes>(int tile, int panel, float* products, nint stride)
        where TLanes : struct, ILanes<TLanes>
    {
        float* target = Target(tile, out int rows, out int columns);
        nint rowStride = (nint)Plan.TargetWidth * Plan.TargetChannels;
        for (int v = 0; v < 2; v++)
        {
            int output = ((2 * panel) + v) * TLanes.Count;
            if (output >= Plan.TargetChannels) return;
            WinogradTarget.Transform<TLanes>(
                products + (v * TLanes.Count), stride, Bias is null ? null : Bias + output, target + output,
                rows, columns, rowStride, Plan.TargetChannels);
        }
    }
}
