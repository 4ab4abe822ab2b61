using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Kernels.Channels;
using SpikeDistill.Tensors.Kernels.Convolution.Dense;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Spiking;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

/// <summary>
/// A forward convolution of packed spikes or counts: for each output pixel the rows of weights whose inputs fire are added,
/// where the dense kernel multiplies them by 1, and all others by 0; those of counts are multiplied by them, in the same way.
/// </summary>
/// <remarks>
/// The order of summation is that of <see cref="Correlation"/>, in a single chain; its products by 0 and 1 are exact and no
/// sum is ever -0 (<see cref="ForwardPanels.Pack"/>), so the result is the same bits, as long as all weights are finite.
/// </remarks>
internal readonly unsafe struct SpikeForwardKernel : ILaneKernel
{
    public required ConvolutionShape Shape { get; init; }

    /// <summary>The dense form of the same job.</summary>
    public required Correlation Dense { get; init; }

    public required SpikePath Path { get; init; }

    /// <summary>What takes the outputs up, or null.</summary>
    public ChannelStatistics? Statistics { get; init; }

    /// <summary>
    /// What takes the outputs up, chunk by chunk, or null: each thread then puts them into a part of the output's memory that it goes on
    /// overwriting. Where there are too few chunks for the threads, or the dense form costs less,
    /// nothing is summed.
    /// </summary>
    public IOutputChunks? Taker { get; init; }

    public static bool Covers(ConvolutionShape shape) => shape.Groups == 1
        && ForwardPlan.For(shape).IsListed;

    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        ForwardPlan plan = Taker is null ? ForwardPlan.For(Shape) : ForwardPlan.For(Shape, Taker.Steps);
        if (Taker is not null && !plan.HasChunksFor(Dense.Workers.Count)) return;
        long entries = Path == SpikePath.Dense ? 0 : CountEntries();
        if (Path == SpikePath.Sparse || (Path == SpikePath.ByCount && ForwardCost.Pays(plan, Dense.Plan, TLanes.Count, entries, HasValues)))
        {
            if (HasValues) SumCounts<TLanes>(plan);
            else Sum<TLanes, SpikeEntries>(plan.ForSpikes(entries), static _ => default);
        }
        else if (Taker is null)
        {
            Dense.Run<TLanes>(start, end);
        }
    }

    private bool HasValues => Dense.Source.Counts is not null;

    private long CountEntries()
    {
        long pixels = (long)Shape.Images * Shape.Height * Shape.Width;
        return HasValues
            ? CountTotals.NotZero(Dense.Workers, Dense.Source.Counts, pixels * Shape.Channels)
            : SpikeCount.Of(Dense.Workers, Dense.Source.Spikes, pixels * SpikeLayout.RowBytes(Shape.Channels));
    }

    private void SumCounts<TLanes>(ForwardPlan plan)
        where TLanes : struct, ILanes<TLanes>
    {
        MemoryBlock floats = CountTotals.Floats(Dense.Memory);
        Sum<TLanes, CountEntries>(plan, values => new CountEntries((byte*)values, floats.Floats));
        Dense.Memory.Return(floats);
    }

    private void Sum<TLanes, TEntries>(ForwardPlan plan, Func<nint, TEntries> entries)
        where TLanes : struct, ILanes<TLanes>
        where TEntries : struct, IListEntries
    {
        Correlation job = Dense;
        ForwardScratch layout = new(plan, TLanes.Count, HasValues);
        MemoryBlock scratch = job.Memory.Rent(layout.Bytes * job.Workers.Count);
        MemoryBlock packed = job.Memory.Rent(ForwardPanels.Floats(plan, TLanes.Count) * sizeof(float));
        ForwardPanels panels = new(plan, TLanes.Count, packed.Floats);
        job.Workers.For(panels.Count, (panel, _) => panels.Pack(panel, job.Weights, job.Strides, job.Bias));

        // How chunks are shared out changes no sum, so it may follow the number of threads. Statistics need whole chunks.
        int parts = Taker is not null ? 1 : Math.Min(plan.PartsFor(job.Workers.Count), panels.Count);
        IOutputChunks? taker = Taker;
        ChannelStatistics? statistics = parts == 1 ? plan.Feeding(Statistics) : null;
        job.Workers.For(plan.Chunks * parts, (task, slot) =>
        {
            (int chunk, int part) = (task / parts, task % parts);
            ForwardChunk<TLanes, TEntries> work = new(plan, panels, layout, scratch.Pointer + (slot * layout.Bytes));
            if (taker is not null)
            {
                work.Run(job.Source, entries((nint)work.Values), taker, job.Output + (slot * plan.ChunkFloats), chunk);
                return;
            }

            int firstPanel = panels.Count * part / parts, endPanel = panels.Count * (part + 1) / parts;
            work.Run(job.Source, entries((nint)work.Values), job.Output, chunk, firstPanel, endPanel);
            plan.Feed<TLanes>(statistics, chunk);
        });
        if (statistics is not null) statistics.Complete = true;
        if (taker is not null) taker.Complete = true;
        job.Memory.Return(packed);
        job.Memory.Return(scratch);
    }
}
