using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Convolution.Dense;

/// <summary>
/// The driver of forward convolutions and input gradients: packs the weights, then lets each task copy a chunk of the
/// source with its halo and run the register tiles over it.
/// </summary>
/// <remarks>
/// Order of summation of every output: the bias (or 0), then for each block of 16 source channels, for each tap in the
/// order of its class, for each channel one multiply-add, in a single chain. Taps that read padding add 0 times a weight,
/// or are left out. How work is cut never changes that order, so the result is the same bits however it is cut.
/// </remarks>
internal readonly unsafe struct Correlation : ILaneKernel
{
    public required Workers Workers { get; init; }

    public required MemoryPool Memory { get; init; }

    public required CorrelationPlan Plan { get; init; }

    public required ConvolutionSource Source { get; init; }

    public required float* Weights { get; init; }

    public required WeightStrides Strides { get; init; }

    /// <summary>Null for none.</summary>
    public float* Bias { get; init; }

    public required float* Output { get; init; }

    /// <summary>Whether sums start at what the output holds, instead of the bias.</summary>
    public bool Adds { get; init; }

    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        Correlation job = this;
        long scratchBytes = (Plan.ScratchFloats * sizeof(float)).RoundUpToLine();
        MemoryBlock scratch = Memory.Rent(scratchBytes * Workers.Count);
        MemoryBlock packed = Memory.Rent(WeightPanels.Floats(Plan, TLanes.Count) * sizeof(float));
        WeightPanels panels = new(Plan, TLanes.Count, packed.Floats);
        Workers.For(Plan.Groups * panels.Count, (task, _) => panels.Pack(task / panels.Count, task % panels.Count, job.Weights, job.Strides, job.Bias));
        Workers.For(Plan.Chunks * Plan.Parts, (task, slot) =>
            RunChunk<TLanes>(job.Plan, panels, job.Source, job.Output, job.Adds, task, (float*)(scratch.Pointer + (slot * scratchBytes))));
        Memory.Return(packed);
        Memory.Return(scratch);
    }

    private static void RunChunk<TLanes>(
        CorrelationPlan plan, WeightPanels panels, ConvolutionSource source, float* output, bool adds, int task, float* scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        (int chunk, int part) = (task / plan.Parts, task % plan.Parts);
        HaloLayout layout = plan.Layout;
        int image = chunk / plan.RowChunks * layout.ChunkUnits * layout.UnitImages;
        int images = Math.Min(layout.ChunkUnits * layout.UnitImages, plan.Images - image);
        int row = chunk % plan.RowChunks * layout.ChunkRows;
        int rows = Math.Min(layout.ChunkRows, plan.BaseRows - row);
        int firstPanel = panels.Count * part / plan.Parts, endPanel = panels.Count * (part + 1) / plan.Parts;
        float* origin = output + ((((long)image * plan.TargetHeight) + ((long)row * plan.StepRow)) * plan.TargetWidth * plan.TargetChannels);
        for (int group = 0; group < plan.Groups; group++)
        {
            for (int block = 0; block < plan.SourceBlocks; block += plan.SuperBlocks)
            {
                int channel = block * HaloLayout.BlockChannels;
                int channels = Math.Min(plan.SuperBlocks * HaloLayout.BlockChannels, panels.SourceChannels - channel);
                HaloFill.Run<TLanes>(layout, source, image, images, row, rows, (group * panels.SourceChannels) + channel, channels, scratch);
                for (int panel = firstPanel; panel < endPanel; panel++)
                {
                    float* target = origin + (group * panels.TargetChannels) + ((long)panel * 2 * TLanes.Count);
                    int tapsBefore = 0;
                    foreach (TapClass c in plan.Classes)
                    {
                        TileArguments tile = new()
                        {
                            Weights = panels.At(group, panel, tapsBefore, c.Taps, block),
                            Initial = block == 0 && !adds ? panels.Bias(group, panel) : null,
                            ClassTaps = c.Taps,
                            Blocks = channels.Blocks(),
                            LastChannels = ((channels - 1) % HaloLayout.BlockChannels) + 1,
                            BlockStride = layout.BlockStride,
                            PixelStride = PixelStride(plan),
                        };
                        foreach (TapRegion region in c.Regions)
                        {
                            if (adds && region.Taps.Length == 0) continue;
                            fixed (int* offsets = region.Offsets, taps = region.Taps)
                            {
                                tile.Offsets = offsets;
                                tile.TapIndices = taps;
                                tile.Taps = region.Taps.Length;
                                ReadOnlySpan<PixelGroup> groups = Groups(plan, region, images, row, rows);
                                RunPanel<TLanes>(tile, groups, images, plan.TargetChannels, panels.Width(panel), panels.Valid(panel), scratch, target);
                            }
                        }

                        tapsBefore += c.Taps;
                    }
                }
            }
        }
    }

    /// <summary>The groups of a chunk: a prefix of those of a full one. Regions of a part of the rows exist only where chunks have all rows.</summary>
    private static ReadOnlySpan<PixelGroup> Groups(CorrelationPlan plan, TapRegion region, int images, int row, int rows)
    {
        int units = images.Chunks(plan.Layout.UnitImages);
        int present = Math.Clamp(region.Rows - row, 0, rows);
        return region.Groups.AsSpan(0, units * present * region.GroupsPerRow);
    }

    private static nint PixelStride(CorrelationPlan plan) => plan.Layout.UnitImages == 1
        ? plan.StepColumn * plan.TargetChannels
        : (nint)plan.TargetHeight * plan.TargetWidth * plan.TargetChannels;

    private static void RunPanel<TLanes>(
        in TileArguments tile, ReadOnlySpan<PixelGroup> groups, int images, int pixel, int width, int valid, float* scratch, float* target)
        where TLanes : struct, ILanes<TLanes>
    {
        int done = 0;
        if (width == TLanes.Count)
        {
            if (TLanes.Count == 16) done = RunTiles<Tile24x1<TLanes>>(tile, groups, images, pixel, valid, scratch, target);
            RunTiles<Tile4x1<TLanes>>(tile, groups[done..], images, pixel, valid, scratch, target);
        }
        else
        {
            if (TLanes.Count == 16) done = RunTiles<Tile12x2<TLanes>>(tile, groups, images, pixel, valid, scratch, target);
            RunTiles<Tile4x2<TLanes>>(tile, groups[done..], images, pixel, valid, scratch, target);
        }
    }

    /// <summary>Runs as many whole tiles as fit and returns how many groups they took.</summary>
    private static int RunTiles<TTile>(
        in TileArguments tile, ReadOnlySpan<PixelGroup> groups, int images, int pixel, int valid, float* scratch, float* target)
        where TTile : struct, ICorrelationTile
    {
        float** sources = stackalloc float*[TTile.Groups];
        float** targets = stackalloc float*[TTile.Groups];
        int at = 0;
        for (; at + TTile.Groups <= groups.Length; at += TTile.Groups)
        {
            bool whole = valid == TTile.Width;
            for (int g = 0; g < TTile.Groups; g++)
            {
                PixelGroup group = groups[at + g];
                sources[g] = scratch + group.Source;
                targets[g] = target + ((long)group.Target * pixel);
                whole &= group.Valid(images) == CorrelationPlan.GroupPixels;
            }

            if (whole)
            {
                TTile.Run(tile, sources, targets);
            }
            else
            {
                RunPartial<TTile>(tile, groups.Slice(at, TTile.Groups), images, valid, sources, targets);
            }
        }

        return at;
    }

    /// <summary>A tile with pixels or outputs that do not exist: computed aside, and what exists copied.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunPartial<TTile>(
        TileArguments tile, ReadOnlySpan<PixelGroup> groups, int images, int valid, float** sources, float** targets)
        where TTile : struct, ICorrelationTile
    {
        const int Pixels = CorrelationPlan.GroupPixels;
        float* aside = stackalloc float[TTile.Groups * Pixels * TTile.Width];
        float** asideTargets = stackalloc float*[TTile.Groups];
        nint stride = tile.PixelStride;
        for (int g = 0; g < TTile.Groups; g++)
        {
            asideTargets[g] = aside + (g * Pixels * TTile.Width);
            for (int p = 0; tile.Initial is null && p < groups[g].Valid(images); p++)
            {
                new Span<float>(targets[g] + (p * stride), valid).CopyTo(new Span<float>(asideTargets[g] + (p * TTile.Width), valid));
            }
        }

        tile.PixelStride = TTile.Width;
        TTile.Run(tile, sources, asideTargets);
        for (int g = 0; g < TTile.Groups; g++)
        {
            for (int p = 0; p < groups[g].Valid(images); p++)
            {
                new Span<float>(asideTargets[g] + (p * TTile.Width), valid).CopyTo(new Span<float>(targets[g] + (p * stride), valid));
            }
        }
    }
}
