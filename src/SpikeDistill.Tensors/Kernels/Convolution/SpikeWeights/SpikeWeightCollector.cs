using System.Runtime.Intrinsics;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeWeights;

/// <summary>Adds the sums of the runs, in order, and writes them where the weights lie.</summary>
internal readonly unsafe struct SpikeWeightCollector(SpikeWeightPlan plan, float* partial, float* output, WeightStrides strides)
{
    public void Run<TLanes>(int group, int batchIndex)
        where TLanes : struct, ILanes<TLanes>
    {
        SpikeBatch[] batches = plan.GroupBatches(group);
        if (batchIndex >= batches.Length) return;
        SpikeBatch batch = batches[batchIndex];
        int channels = plan.Shape.Channels, count = batch.Streams.Length;
        float* sums = partial + (group * plan.GroupFloats) + (batch.First * TLanes.Count);
        AddRuns<TLanes>(sums, (long)channels * count * TLanes.Count);
        if (count == plan.Shape.Taps && strides.Tap == 1 && strides.Source == count && Array.TrueForAll(batch.Streams, s => s.Panel == batch.Streams[0].Panel))
        {
            // All taps of a panel: channel and tap together lie side by side, here and in the weights.
            WriteRows<TLanes>(sums, TLanes.Count, channels * count, group, batch.Streams[0].Panel, 0);
            return;
        }

        for (int s = 0; s < count; s++)
        {
            float* from = sums + (s * TLanes.Count);
            (int panel, int tap) = (batch.Streams[s].Panel, batch.Streams[s].Tap);
            if (strides.Source == 1)
            {
                WriteRows<TLanes>(from, count * TLanes.Count, channels, group, panel, tap * strides.Tap);
            }
            else
            {
                Scatter<TLanes>(from, count * TLanes.Count, channels, group, panel, tap * strides.Tap);
            }
        }
    }

    private void AddRuns<TLanes>(float* sums, long floats)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int run = 1; run < plan.Dense.Runs; run++)
        {
            float* other = sums + (run * plan.RunFloats);
            for (long i = 0; i < floats; i += TLanes.Count) (TLanes.Load(sums + i) + TLanes.Load(other + i)).Store(sums + i);
        }
    }

    /// <summary>Writes the lanes of each row to their outputs, where rows lie side by side: a transposition, four by four.</summary>
    private void WriteRows<TLanes>(float* from, int rowStride, int rows, int group, int panel, long offset)
        where TLanes : struct, ILanes<TLanes>
    {
        float* to = Target<TLanes>(group, panel, offset, out int outputs);
        long stride = strides.Target;
        int k = 0;
        for (; k + 4 <= outputs; k += 4)
        {
            float* source = from + k, a = to + (k * stride), b = a + stride, c = b + stride, d = c + stride;
            int r = 0;
            for (; r + 4 <= rows; r += 4, source += 4 * rowStride)
            {
                Vector128<float> r0 = Vector128.Load(source), r1 = Vector128.Load(source + rowStride);
                Vector128<float> r2 = Vector128.Load(source + (2 * rowStride)), r3 = Vector128.Load(source + (3 * rowStride));
                Vector128.Create(r0[0], r1[0], r2[0], r3[0]).Store(a + r);
                Vector128.Create(r0[1], r1[1], r2[1], r3[1]).Store(b + r);
                Vector128.Create(r0[2], r1[2], r2[2], r3[2]).Store(c + r);
                Vector128.Create(r0[3], r1[3], r2[3], r3[3]).Store(d + r);
            }

            for (; r < rows; r++, source += rowStride)
            {
                a[r] = source[0];
                b[r] = source[1];
                c[r] = source[2];
                d[r] = source[3];
            }
        }

        for (; k < outputs; k++)
        {
            for (int r = 0; r < rows; r++) to[(k * stride) + r] = from[((long)r * rowStride) + k];
        }
    }

    private void Scatter<TLanes>(float* from, int rowStride, int channels, int group, int panel, long offset)
        where TLanes : struct, ILanes<TLanes>
    {
        float* to = Target<TLanes>(group, panel, offset, out int outputs);
        for (int c = 0; c < channels; c++, from += rowStride, to += strides.Source)
        {
            for (int k = 0; k < outputs; k++) to[k * strides.Target] = from[k];
        }
    }

    private float* Target<TLanes>(int group, int panel, long offset, out int outputs)
        where TLanes : struct, ILanes<TLanes>
    {
        int first = ((group * plan.GroupPanels) + panel) * TLanes.Count;
        outputs = Math.Min(TLanes.Count, plan.Shape.Outputs - first);
        return output + (first * strides.Target) + offset;
    }
}
