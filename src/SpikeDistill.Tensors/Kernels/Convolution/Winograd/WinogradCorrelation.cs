using System.Runtime.Intrinsics.X86;
using SpikeDistill.Tensors.Kernels.Convolution.Dense;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Products;
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
    private const int TasksPerWorker = 2;
    private const int LineBytes = 64;

    public required Workers Workers { get; init; }

    public required MemoryPool Memory { get; init; }

    public required WinogradPlan Plan { get; init; }

    /// <summary>Floats or counts.</summary>
    public required ConvolutionSource Source { get; init; }

    public required float* Weights { get; init; }

    public required WeightStrides Strides { get; init; }

    /// <summary>Null for none.</summary>
    public float* Bias { get; init; }

    public required float* Output { get; init; }

    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        MemoryBlock zeros = Memory.Rent((long)Plan.SourceChannels * sizeof(float));
        new Span<float>(zeros.Floats, Plan.SourceChannels).Clear();
        if (Plan.KeepsTiles)
        {
            RunByPanels<TLanes>(zeros.Floats);
        }
        else
        {
            RunByChunks<TLanes>(zeros.Floats);
        }

        Memory.Return(zeros);
    }

    /// <summary>Floats from one product to the next of a panel's results.</summary>
    private static int ProductStride<TLanes>(WinogradPlan plan)
        where TLanes : struct, ILanes<TLanes>
        => (plan.ChunkTiles * 2 * TLanes.Count) + HaloLayout.BlockChannels;

    /// <summary>All tiles are transformed first; then a thread takes a panel of outputs, transforms its weights and goes through the tiles.</summary>
    private void RunByPanels<TLanes>(float* zeros)
        where TLanes : struct, ILanes<TLanes>
    {
        WinogradCorrelation job = this;
        WinogradPlan plan = Plan;
        WinogradWeights weights = new(plan, TLanes.Count);
        long slotFloats = weights.PanelFloats + ((long)WinogradPlan.Products * ProductStride<TLanes>(plan));
        MemoryBlock tiles = Memory.Rent((long)WinogradPlan.Products * plan.SourceStride * sizeof(float));
        MemoryBlock scratch = Memory.Rent(slotFloats * sizeof(float) * Workers.Count);
        Workers.For(plan.Tiles.Chunks(WinogradPlan.BlockTiles), (block, _) =>
        {
            int first = block * WinogradPlan.BlockTiles;
            WinogradSource.Transform<TLanes>(
                plan, job.Source, first, Math.Min(plan.Tiles, first + WinogradPlan.BlockTiles), zeros, tiles.Floats + ((nint)first * plan.SourceChannels));
        });
        int parts = Parts(weights.Panels, plan.Chunks);
        Workers.For(weights.Panels * parts, (task, slot) =>
        {
            (int panel, int part) = (task / parts, task % parts);
            float* memory = scratch.Floats + (slot * slotFloats), products = memory + weights.PanelFloats;
            for (int block = 0; block < plan.SourceChannels.Blocks(); block++) weights.Transform<TLanes>(panel, block, job.Weights, job.Strides, memory);
            for (int chunk = plan.Chunks * part / parts; chunk < plan.Chunks * (part + 1) / parts; chunk++)
            {
                int first = chunk * plan.ChunkTiles, end = Math.Min(plan.Tiles, first + plan.ChunkTiles);
                job.RunPanel<TLanes>(
                    panel, first, end, tiles.Floats + ((nint)first * plan.SourceChannels), memory, weights.ProductStride, products, fetchSource: false);
            }
        });
        Memory.Return(scratch);
        Memory.Return(tiles);
    }

    /// <summary>All weights are transformed first; then a thread takes a chunk of tiles, transforms them and goes through the panels of outputs.</summary>
    private void RunByChunks<TLanes>(float* zeros)
        where TLanes : struct, ILanes<TLanes>
    {
        WinogradCorrelation job = this;
        WinogradPlan plan = Plan;
        WinogradWeights weights = new(plan, TLanes.Count);
        long tileFloats = (long)WinogradPlan.Products * plan.SourceStride;
        long slotFloats = tileFloats + ((long)WinogradPlan.Products * ProductStride<TLanes>(plan));
        MemoryBlock transformed = Memory.Rent(weights.Panels * weights.PanelFloats * sizeof(float));
        MemoryBlock scratch = Memory.Rent(slotFloats * sizeof(float) * Workers.Count);
        int blocks = plan.SourceChannels.Blocks();
        Workers.For(weights.Panels * blocks, (task, _) => weights.Transform<TLanes>(
            task / blocks, task % blocks, job.Weights, job.Strides, transformed.Floats + (task / blocks * weights.PanelFloats)));
        int parts = Parts(plan.Chunks, weights.Panels);
        Workers.For(plan.Chunks * parts, (task, slot) =>
        {
            (int chunk, int part) = (task / parts, task % parts);
            float* memory = scratch.Floats + (slot * slotFloats), products = memory + tileFloats;
            int first = chunk * plan.ChunkTiles, end = Math.Min(plan.Tiles, first + plan.ChunkTiles), firstPanel = weights.Panels * part / parts;
            WinogradSource.Transform<TLanes>(plan, job.Source, first, end, zeros, memory);
            for (int panel = firstPanel; panel < weights.Panels * (part + 1) / parts; panel++)
            {
                float* ofPanel = transformed.Floats + (panel * weights.PanelFloats);
                job.RunPanel<TLanes>(panel, first, end, memory, ofPanel, weights.ProductStride, products, fetchSource: panel == firstPanel);
            }
        });
        Memory.Return(scratch);
        Memory.Return(transformed);
    }

    /// <summary>Into how many parts tasks are cut so that every thread has some: that changes no sum, so it may follow the number of threads.</summary>
    private int Parts(int tasks, int most) => Workers.Count == 1 ? 1 : Math.Clamp((TasksPerWorker * Workers.Count).Chunks(tasks), 1, most);

    /// <summary>The outputs of one panel for tiles [first, end).</summary>
    private void RunPanel<TLanes>(int panel, int first, int end, float* tiles, float* weights, int weightStride, float* products, bool fetchSource)
        where TLanes : struct, ILanes<TLanes>
    {
        int stride = ProductStride<TLanes>(Plan), blocks = Plan.SourceChannels.Blocks();
        for (int product = 0; product < WinogradPlan.Products; product++)
        {
            for (int tile = first + product; tile < end; tile += WinogradPlan.Products)
            {
                FetchTarget<TLanes>(tile, panel);
                if (fetchSource) FetchSource(tile + (Plan.ChunkTiles * Workers.Count));
            }

            float* from = tiles + ((nint)product * Plan.SourceStride), to = products + ((nint)product * stride), w = weights + ((nint)product * weightStride);
            for (int tile = first; tile < end; tile += WinogradPlan.BlockTiles)
            {
                if (TLanes.Count == HaloLayout.BlockChannels)
                {
                    Product12x2<TLanes>.Run(from, blocks, w, to);
                }
                else
                {
                    Product6x2<TLanes>.Run(from, blocks, w, to);
                    Product6x2<TLanes>.Run(from + (6 * HaloLayout.BlockChannels), blocks, w, to + (12 * TLanes.Count));
                }

                from += WinogradPlan.BlockTiles * Plan.SourceChannels;
                to += WinogradPlan.BlockTiles * 2 * TLanes.Count;
            }
        }

        for (int tile = first; tile < end; tile++) Write<TLanes>(tile, panel, products + ((nint)(tile - first) * 2 * TLanes.Count), stride);
    }

    /// <summary>Where a tile of the output lies, and its rows and columns that exist.</summary>
    private float* Target(int tile, out int rows, out int columns)
    {
        (int image, int row, int column) = Plan.Place(tile);
        rows = Math.Min(WinogradPlan.Tile, Plan.TargetHeight - row);
        columns = Math.Min(WinogradPlan.Tile, Plan.TargetWidth - column);
        return Output + (((((long)image * Plan.TargetHeight) + row) * Plan.TargetWidth + column) * Plan.TargetChannels);
    }

    /// <summary>
    /// Brings lines into the cache that <see cref="Write{TLanes}"/> fills later: waiting for memory then took a third of the time
    /// of large images.
    /// </summary>
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
        int bytes = Plan.SourceChannels * (Source.Counts is null ? sizeof(float) : 1);
        byte* from = Source.Counts is null ? (byte*)Source.Dense : Source.Counts;
        from += ((((long)image * Plan.SourceHeight) + row) * Plan.SourceWidth + column) * bytes;
        for (int r = 0; r < rows; r++, from += (nint)Plan.SourceWidth * bytes)
        {
            for (int i = 0; i < columns * bytes; i += LineBytes) Sse.Prefetch1(from + i);
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
