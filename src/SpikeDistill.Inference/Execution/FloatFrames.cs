using System.Runtime.Intrinsics;
using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Inference.Execution;

/// <summary>A node without weights that reads floats; of an image that stays it works once.</summary>
internal abstract unsafe class FloatFrameLayer(int index, int source, bool stays) : Layer
{
    public sealed override int Tasks(Batch batch) => batch.Count * (stays ? 1 : batch.Steps);

    public sealed override void Run(Batch batch, NeuronState state, Tile tile, int task)
    {
        if (stays && state.Seen)
        {
            return;
        }

        (int step, int lane) = Math.DivRem(task, batch.Count);
        Frames read = batch.Values[source]!, given = batch.Values[index]!;
        Run(read, read.Floats.Pointer + read.ValuesAt(step, lane), given, given.Floats.Pointer + given.ValuesAt(step, lane));
    }

    protected abstract void Run(Frames read, float* from, Frames given, float* to);
}

/// <summary>A pool of floats: the sum, tap by tap, or the largest of what lies inside the map.</summary>
internal sealed unsafe class FloatPoolLayer(PoolNode node, int index, bool stays, TapMap map) : FloatFrameLayer(index, node.Source, stays)
{
    protected override void Run(Frames read, float* from, Frames given, float* to)
    {
        bool sums = node.Kind == PoolKind.Sum;
        for (int pixel = 0; pixel < given.Size.Pixels; pixel++, to += given.Row)
        {
            int* under = map.Of(pixel);
            new Span<float>(to, given.Row).Fill(sums ? 0 : float.NegativeInfinity);
            for (int tap = 0; tap < map.Taps; tap++)
            {
                if (under[tap] == read.Size.Pixels)
                {
                    continue;
                }

                float* row = from + ((nint)under[tap] * read.Row);
                for (int channel = 0; channel < given.Row; channel += Vector128<float>.Count)
                {
                    Vector128<float> before = Vector128.Load(to + channel), one = Vector128.Load(row + channel);
                    (sums ? before + one : Vector128.Max(before, one)).Store(to + channel);
                }
            }
        }
    }
}

/// <summary>The sums over all pixels of floats, pixel by pixel.</summary>
internal sealed unsafe class FloatSumLayer(GlobalSumNode node, int index, bool stays) : FloatFrameLayer(index, node.Source, stays)
{
    protected override void Run(Frames read, float* from, Frames given, float* to)
    {
        new Span<float>(to, given.Row).Clear();
        for (int pixel = 0; pixel < read.Size.Pixels; pixel++, from += read.Row)
        {
            for (int channel = 0; channel < given.Row; channel += Vector128<float>.Count)
            {
                (Vector128.Load(to + channel) + Vector128.Load(from + channel)).Store(to + channel);
            }
        }
    }
}
