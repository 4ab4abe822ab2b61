using SpikeDistill.Tensors.Kernels.Convolution.DenseWeights;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeWeights;

/// <summary>
/// The weight gradient of packed spikes and of counts: for each spike the output gradients it meets are added, tap by tap,
/// where the dense kernel multiplies them by 1, and by 0 everywhere else; for each count they are multiplied by it, in the
/// same way.
/// </summary>
/// <remarks>
/// The order of summation is that of <see cref="WeightGradient"/>, and its products by 0 and 1 are exact, those by counts
/// rounded with the sum on both ways: the result is the same bits, as long as all gradients are finite.
/// </remarks>
internal readonly unsafe struct SpikeWeightGradient : ILaneKernel
{
    /// <summary>The dense form of the same job.</summary>
    public required WeightGradient Dense { get; init; }

    public required SpikePath Path { get; init; }

    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        if (Path == SpikePath.Dense)
        {
            Dense.Run<TLanes>(start, end);
            return;
        }

        SpikeWeightPlan plan = SpikeWeightPlan.For(Dense.Plan.Shape, TLanes.Count);
        SpikeLists lists = new(plan, Dense.Source, Dense.Workers, Dense.Memory);
        if (Path == SpikePath.Sparse || SpikeCost.Pays(plan, lists.Entries, Dense.Source.Counts is not null))
        {
            lists.Fill(Dense.Workers, vectors: TLanes.Count == 16 && VectorLists.IsSupported);
            Sum<TLanes>(plan, lists);
        }
        else
        {
            Dense.Run<TLanes>(start, end);
        }

        lists.Return();
    }

    private void Sum<TLanes>(SpikeWeightPlan plan, SpikeLists lists)
        where TLanes : struct, ILanes<TLanes>
    {
        SpikeWeightGradient job = this;
        Workers workers = Dense.Workers;
        long scratchBytes = ((long)plan.GroupPanels * plan.PanelPositions * TLanes.Count * sizeof(float)).RoundUpToLine();
        MemoryBlock scratch = Dense.Memory.Rent(scratchBytes * workers.Count);
        MemoryBlock partial = Dense.Memory.Rent(plan.RunFloats * plan.Dense.Runs * sizeof(float));
        workers.For(plan.Dense.Runs * plan.Groups, (task, slot) =>
        {
            int run = task % plan.Dense.Runs, group = task / plan.Dense.Runs;
            float* sums = partial.Floats + (run * plan.RunFloats) + (group * plan.GroupFloats);
            SumRun<TLanes>(plan, lists, job.Dense.OutputGradient, run, group, (float*)(scratch.Pointer + (slot * scratchBytes)), sums);
        });
        SpikeWeightCollector collector = new(plan, partial.Floats, job.Dense.Output, job.Dense.Strides);
        workers.For(plan.Groups * plan.MostBatches, (task, _) => collector.Run<TLanes>(task / plan.MostBatches, task % plan.MostBatches));
        Dense.Memory.Return(partial);
        Dense.Memory.Return(scratch);
    }

    private static void SumRun<TLanes>(SpikeWeightPlan plan, SpikeLists lists, float* outputGradient, int run, int group, float* packed, float* sums)
        where TLanes : struct, ILanes<TLanes>
    {
        int channels = plan.Shape.Channels, panels = Math.Min(plan.GroupPanels, plan.Panels - (group * plan.GroupPanels));
        new Span<float>(sums, checked(panels * channels * plan.Shape.Taps * TLanes.Count)).Clear();
        float** streams = stackalloc float*[SpikeWeightPlan.MostStreams];
        for (int chunk = plan.FirstChunks[run]; chunk < plan.FirstChunks[run + 1]; chunk++)
        {
            GradientPanels.Pack<TLanes>(plan, plan.Chunks[chunk], outputGradient, group * plan.GroupPanels, panels, packed);
            ushort* list = lists.Of(chunk);
            foreach (SpikeBatch batch in plan.GroupBatches(group))
            {
                int count = batch.Streams.Length;
                int* starts = lists.Starts(chunk, batch.Phase);
                float* target = sums + (batch.First * TLanes.Count);
                for (int s = 0; s < count; s++) streams[s] = packed + ((nint)batch.Streams[s].Offset * TLanes.Count);
                if (lists.HasValues) SpikeWalk<TLanes, CountValues>.Run(list, lists.ValuesOf(chunk), starts, channels, streams, count, target);
                else SpikeWalk<TLanes, SpikeValues>.Run(list, default, starts, channels, streams, count, target);
            }
        }
    }
}
