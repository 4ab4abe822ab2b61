using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Convolution.DenseWeights;

/// <summary>The gradient of the weights: for every weight the sum over all output pixels of output gradient times input.</summary>
/// <remarks>
/// Order of summation of every weight: one chain over the pixels of a run, image by image, row by row; then the runs in
/// their order. Runs follow from the shape (<see cref="WeightGradientPlan"/>).
/// </remarks>
internal readonly unsafe struct WeightGradient : ILaneKernel
{
    public required Workers Workers { get; init; }

    public required MemoryPool Memory { get; init; }

    public required WeightGradientPlan Plan { get; init; }

    public required ConvolutionSource Source { get; init; }

    public required float* OutputGradient { get; init; }

    public required float* Output { get; init; }

    public required WeightStrides Strides { get; init; }

    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        WeightGradient job = this;
        WeightGradientPlan plan = Plan;
        long scratchBytes = ((plan.SourceFloats * sizeof(float)).RoundUpToLine() + (plan.GradientFloats * sizeof(float))).RoundUpToLine();
        MemoryBlock scratch = Memory.Rent(scratchBytes * Workers.Count);
        MemoryBlock partial = Memory.Rent(plan.RunFloats * sizeof(float) * plan.Runs);
        Workers.For(plan.Runs * plan.Shape.Groups * plan.Parts, (task, slot) =>
        {
            int run = task % plan.Runs, part = task / plan.Runs % plan.Parts, group = task / plan.Runs / plan.Parts;
            float* sums = partial.Floats + (run * plan.RunFloats);
            SumRun<TLanes>(plan, job.Source, job.OutputGradient, run, group, part, sums, (float*)(scratch.Pointer + (slot * scratchBytes)));
        });
        Workers.For(plan.Shape.Groups * plan.OutputTiles, (task, _) =>
            Collect<TLanes>(plan, partial.Floats, task / plan.OutputTiles, task % plan.OutputTiles, job.Output, job.Strides));
        Memory.Return(partial);
        Memory.Return(scratch);
    }

    private static void SumRun<TLanes>(
        WeightGradientPlan plan, ConvolutionSource source, float* outputGradient, int run, int group, int part, float* sums, float* scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        ConvolutionShape shape = plan.Shape;
        HaloLayout layout = plan.Layout;
        int firstBlock = part * plan.PartBlocks;
        int blocks = Math.Min(plan.PartBlocks, plan.Blocks - firstBlock);
        int channel = firstBlock * HaloLayout.BlockChannels;
        int channels = Math.Min(blocks * HaloLayout.BlockChannels, plan.Channels - channel);
        int tileFloats = WeightGradientPlan.TileOutputs * HaloLayout.BlockChannels;
        int blockFloats = plan.Taps * tileFloats;
        float* gradients = scratch + ((plan.SourceFloats * sizeof(float)).RoundUpToLine() / sizeof(float));
        for (int tile = 0; tile < plan.OutputTiles; tile++)
        {
            new Span<float>(Sums(tile), blocks * blockFloats).Clear();
        }

        int end = (int)((long)plan.Chunks * (run + 1) / plan.Runs);
        for (int chunk = (int)((long)plan.Chunks * run / plan.Runs); chunk < end; chunk++)
        {
            int image = chunk / plan.RowChunks * layout.ChunkUnits, images = Math.Min(layout.ChunkUnits, shape.Images - image);
            int row = chunk % plan.RowChunks * layout.ChunkRows, rows = Math.Min(layout.ChunkRows, shape.OutputHeight - row);
            int pixels = images * rows * shape.OutputWidth;
            HaloFill.Run<TLanes>(layout, source, image, images, row, rows, (group * shape.GroupChannels) + channel, channels, scratch);
            long firstPixel = ((long)image * shape.OutputHeight + row) * shape.OutputWidth;
            PackGradients(outputGradient + (firstPixel * shape.Outputs) + (group * shape.GroupOutputs), pixels, shape.Outputs, shape.GroupOutputs, gradients);
            if (plan.SkipsPadding)
            {
                for (int block = 0; block < blocks; block += 2)
                {
                    for (int tap = 0; tap < plan.Taps; tap++)
                    {
                        float* x = scratch + ((long)block * layout.BlockStride) + plan.TapOffsets[tap];
                        int[] read = plan.TapPixels[tap];
                        int count = images * read.Length / layout.ChunkUnits / 2;
                        int vector = plan.VectorOf(firstBlock + block, tap) - (firstBlock * plan.Taps);
                        AddTiles(Math.Min(2, blocks - block), x, x + layout.BlockStride, null, read, count, vector);
                    }
                }

                continue;
            }

            int vectors = blocks * plan.Taps;
            for (int v = 0; v < vectors;)
            {
                // Four vectors left go as two and two.
                int left = vectors - v, taken = left is 2 or 4 ? 2 : Math.Min(left, 3);
                AddTiles(taken, Vector(v), Vector(v + 1), Vector(v + 2), plan.AllPixels, pixels, v);
                v += taken;
            }

            void AddTiles(int taken, float* a, float* b, float* c, int[] read, int count, int vector)
            {
                fixed (int* list = read)
                {
                    for (int tile = 0; tile < plan.OutputTiles; tile++)
                    {
                        Add<TLanes>(
                            taken, a, b, c, list, count, gradients + ((long)tile * WeightGradientPlan.TileOutputs * pixels),
                            Sums(tile) + (vector * tileFloats));
                    }
                }
            }
        }

        float* Vector(int v) => scratch + ((long)(v / plan.Taps) * layout.BlockStride) + plan.TapOffsets[v % plan.Taps];

        float* Sums(int tile) => sums + ((((long)group * plan.OutputTiles) + tile) * plan.Blocks * blockFloats) + ((long)firstBlock * blockFloats);
    }

    /// <summary>Adds the products of one tile of outputs and up to three vectors of inputs, whose sums lie one after the other.</summary>
    private static void Add<TLanes>(int vectors, float* a, float* b, float* c, int* pixels, int count, float* gradients, float* sums)
        where TLanes : struct, ILanes<TLanes>
    {
        if (TLanes.Count == HaloLayout.BlockChannels && vectors == 3)
        {
            WeightTile8x3<TLanes>.Run(a, b, c, pixels, count, gradients, sums);
            return;
        }

        if (TLanes.Count == HaloLayout.BlockChannels && vectors == 2)
        {
            WeightTile8x2<TLanes>.Run(a, b, pixels, count, gradients, sums);
            return;
        }

        for (int v = 0; v < vectors; v++, sums += WeightGradientPlan.TileOutputs * HaloLayout.BlockChannels)
        {
            float* x = v == 0 ? a : v == 1 ? b : c;
            for (int lane = 0; lane < HaloLayout.BlockChannels; lane += TLanes.Count)
            {
                WeightTile8x1<TLanes>.Run(x + lane, pixels, count, gradients, sums + lane);
            }
        }
    }

    /// <summary>Output gradients by tiles of eight outputs: [tile][pixel][8], zeros past the last output.</summary>
    private static void PackGradients(float* from, int pixels, int stride, int outputs, float* to)
    {
        const int Tile = WeightGradientPlan.TileOutputs;
        for (int first = 0; first < outputs; first += Tile)
        {
            int count = Math.Min(Tile, outputs - first);
            float* source = from + first;
            if (count == Tile)
            {
                for (int p = 0; p < pixels; p++, source += stride, to += Tile) *(Eight*)to = *(Eight*)source;
                continue;
            }

            for (int p = 0; p < pixels; p++, source += stride, to += Tile)
            {
                for (int k = 0; k < Tile; k++) to[k] = k < count ? source[k] : 0;
            }
        }
    }

    /// <summary>Adds the runs of one tile of outputs, in order, into the first, and writes the weights that exist.</summary>
    private static void Collect<TLanes>(WeightGradientPlan plan, float* partial, int group, int tile, float* weightGradient, in WeightStrides strides)
        where TLanes : struct, ILanes<TLanes>
    {
        const int Tile = WeightGradientPlan.TileOutputs;
        ConvolutionShape shape = plan.Shape;
        long floats = (long)plan.Blocks * plan.Taps * Tile * HaloLayout.BlockChannels;
        float* sums = partial + ((((long)group * plan.OutputTiles) + tile) * floats);
        for (int run = 1; run < plan.Runs; run++)
        {
            float* other = sums + (run * plan.RunFloats);
            for (long i = 0; i < floats; i += TLanes.Count) (TLanes.Load(sums + i) + TLanes.Load(other + i)).Store(sums + i);
        }

        int outputs = Math.Min(Tile, shape.GroupOutputs - (tile * Tile));
        for (int k = 0; k < outputs; k++)
        {
            float* to = weightGradient + (group * strides.Group) + (((tile * Tile) + k) * strides.Target);
            for (int block = 0; block < plan.Blocks; block++)
            {
                for (int tap = 0; tap < plan.Taps; tap++)
                {
                    float* from = sums + (((plan.VectorOf(block, tap) * Tile) + k) * HaloLayout.BlockChannels);
                    CopyBlock(plan, block, from, to + (tap * shape.FoldedColumns * strides.Tap), strides);
                }
            }
        }
    }

    private static void CopyBlock(WeightGradientPlan plan, int block, float* from, float* to, in WeightStrides strides)
    {
        int first = block * HaloLayout.BlockChannels, channels = Math.Min(HaloLayout.BlockChannels, plan.Channels - first);
        if (plan.Shape.FoldedColumns == 1)
        {
            long stride = strides.Source;
            to += first * stride;
            for (int c = 0; c < channels; c++, to += stride) *to = from[c];
            return;
        }

        for (int c = 0; c < channels; c++)
        {
            to[(c % plan.Shape.GroupChannels * strides.Source) + (c / plan.Shape.GroupChannels * strides.Tap)] = from[c];
        }
    }

    private readonly struct Eight
    {
#pragma warning disable CS0169, CA1823, IDE0051 // Moved whole.
        private readonly double _a, _b, _c, _d;
#pragma warning restore CS0169, CA1823, IDE0051
    }
}
