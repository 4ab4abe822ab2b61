using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Kernels.Channels;
using SpikeDistill.Tensors.Kernels.Convolution.Dense;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeTables;

/// <summary>
/// A forward convolution of packed spikes with few channels: four channels at a time are looked up in tables of partial
/// sums, whatever fires.
/// </summary>
/// <remarks>
/// Order of summation of every output: the bias (or 0), then for each block of 16 channels, for each tap, for each group of
/// four channels the group's partial sum ((w0 + w1) + w2) + w3 of what fires. It differs from that of the other kernels, so the shape alone
/// decides (<see cref="Covers"/>). There is no multiplication: all SIMD levels give the same bits.
/// </remarks>
internal readonly unsafe struct SpikeTableKernel : ILaneKernel
{
    private const int MostChannels = 32;
    private const int FewestTaps = 4;

    public required ConvolutionShape Shape { get; init; }

    /// <summary>The dense form of the same job.</summary>
    public required Correlation Dense { get; init; }

    /// <summary>What takes the outputs up, or null.</summary>
    public ChannelStatistics? Statistics { get; init; }

    /// <summary>
    /// What takes the outputs up, chunk by chunk, or null: each thread then puts them into a part of the output's memory that it goes on
    /// overwriting. Where there are too few chunks for the threads nothing is summed.
    /// </summary>
    public IOutputChunks? Taker { get; init; }

    /// <summary>Whether tables are used: a block that is half full at least, tables that stay in a cache, rows that tiles fit into.</summary>
    public static bool Covers(ConvolutionShape shape) => shape.Groups == 1
        && shape.Channels is > HaloLayout.BlockChannels / 2 and <= MostChannels
        && shape.Taps is >= FewestTaps and <= PartialSums<Lanes1>.MostTaps
        && shape.OutputWidth >= TableTile<Lanes1>.Pixels && SpikeForwardKernel.Covers(shape);

    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        ForwardPlan plan = Taker is null ? ForwardPlan.For(Shape) : ForwardPlan.For(Shape, Taker.Steps);
        if (Taker is not null && !plan.HasChunksFor(Dense.Workers.Count)) return;
        IOutputChunks? taker = Taker;
        Correlation job = Dense;
        ChannelStatistics? statistics = plan.Feeding(Statistics);
        TableScratch layout = new(plan, TLanes.Count);
        MemoryBlock scratch = job.Memory.Rent(layout.Bytes * job.Workers.Count);
        MemoryBlock memory = job.Memory.Rent(PartialSums<TLanes>.Floats(plan) * sizeof(float));
        PartialSums<TLanes> tables = new(plan, memory.Floats);
        job.Workers.For(tables.Panels, (panel, _) => tables.Fill(panel, job.Weights, job.Strides, job.Bias));
        job.Workers.For(plan.Chunks, (chunk, slot) =>
        {
            TableChunk<TLanes> work = new(plan, tables, layout, scratch.Pointer + (slot * layout.Bytes));
            if (taker is not null)
            {
                work.Run(job.Source.Spikes, taker, job.Output + (slot * plan.ChunkFloats), chunk);
                return;
            }

            work.Run(job.Source.Spikes, job.Output, chunk);
            plan.Feed<TLanes>(statistics, chunk);
        });
        if (statistics is not null) statistics.Complete = true;
        if (taker is not null) taker.Complete = true;
        job.Memory.Return(memory);
        job.Memory.Return(scratch);
    }
}
