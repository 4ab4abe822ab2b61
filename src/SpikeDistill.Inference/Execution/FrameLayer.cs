using System.Numerics;
using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Inference.Execution;

/// <summary>A node without weights, which works on whole frames.</summary>
internal abstract class FrameLayer(int index) : Layer
{
    public sealed override int Tasks(Batch batch) => batch.Count * batch.Steps;

    public sealed override void Run(Batch batch, NeuronState state, Tile tile, int task)
    {
        (int step, int lane) = Math.DivRem(task, batch.Count);
        Run(batch, batch.Values[index]!, (step * batch.Lanes) + lane);
    }

    protected abstract void Run(Batch batch, Frames given, int frame);
}

/// <summary>A pool: of a sum the spikes of the window side by side as planes, of the largest whether any fires.</summary>
internal sealed unsafe class PoolLayer(PoolNode node, int index, TapMap map) : FrameLayer(index)
{
    protected override void Run(Batch batch, Frames given, int frame)
    {
        Frames read = batch.Values[node.Source]!;
        ulong* from = read.Frame(frame), to = given.Frame(frame);
        for (int pixel = 0; pixel < given.Size.Pixels; pixel++, to += given.PixelWords)
        {
            int* under = map.Of(pixel);
            if (node.Kind == PoolKind.Largest && read.Planes > 1)
            {
                LargestCounts(read, from, under, to);
                continue;
            }

            for (int tap = 0; tap < map.Taps; tap++)
            {
                ulong* words = from + ((nint)under[tap] * read.PixelWords);
                for (int word = 0; word < read.PixelWords; word++)
                {
                    if (node.Kind == PoolKind.Sum) to[(tap * read.PixelWords) + word] = words[word];
                    else to[word] = tap == 0 ? words[word] : to[word] | words[word];
                }
            }
        }
    }

    /// <summary>The largest count: of each pixel's planes those before the count's end are set, whichever fire, so that the largest is any.</summary>
    private void LargestCounts(Frames read, ulong* from, int* under, ulong* to)
    {
        new Span<ulong>(to, read.PixelWords).Clear();
        Span<ulong> filled = stackalloc ulong[read.Planes];
        for (int tap = 0; tap < map.Taps; tap++)
        {
            for (int word = 0; word < read.Words; word++)
            {
                filled.Clear();
                ulong* planes = from + ((nint)under[tap] * read.PixelWords) + word;
                for (int plane = 0; plane < read.Planes; plane++)
                {
                    ulong fired = planes[plane * read.Words];
                    for (int at = plane; at > 0; at--)
                    {
                        filled[at] |= filled[at - 1] & fired;
                    }

                    filled[0] |= fired;
                }

                for (int plane = 0; plane < read.Planes; plane++)
                {
                    to[(plane * read.Words) + word] |= filled[plane];
                }
            }
        }
    }
}

/// <summary>Two values as one: a sum has the planes of both.</summary>
internal sealed unsafe class JoinLayer(JoinNode node, int index) : FrameLayer(index)
{
    protected override void Run(Batch batch, Frames given, int frame)
    {
        Frames first = batch.Values[node.First]!, second = batch.Values[node.Second]!;
        ulong* a = first.Frame(frame), b = second.Frame(frame), to = given.Frame(frame);
        for (int pixel = 0; pixel < given.Size.Pixels; pixel++, a += first.PixelWords, b += second.PixelWords, to += given.PixelWords)
        {
            if (node.Kind == JoinKind.Add)
            {
                new ReadOnlySpan<ulong>(a, first.PixelWords).CopyTo(new Span<ulong>(to, first.PixelWords));
                new ReadOnlySpan<ulong>(b, second.PixelWords).CopyTo(new Span<ulong>(to + first.PixelWords, second.PixelWords));
                continue;
            }

            for (int word = 0; word < given.PixelWords; word++)
            {
                to[word] = node.Kind == JoinKind.Iand ? b[word] & ~a[word] : a[word] & b[word];
            }

            // A mask is one pixel for all.
            b -= node.Kind == JoinKind.Mask ? second.PixelWords : 0;
        }
    }
}

/// <summary>The sums over all pixels of spikes.</summary>
internal sealed unsafe class GlobalSumLayer(GlobalSumNode node, int index) : FrameLayer(index)
{
    protected override void Run(Batch batch, Frames given, int frame)
    {
        Frames read = batch.Values[node.Source]!;
        int* sums = given.Sums.Pointer + ((nint)frame * given.Row);
        new Span<int>(sums, given.Size.Channels).Clear();
        ulong* words = read.Frame(frame);
        for (int at = 0; at < read.Size.Pixels * read.PixelWords; at++)
        {
            int channel = at % read.Words * 64;
            for (ulong word = words[at]; word != 0; word &= word - 1)
            {
                sums[channel + BitOperations.TrailingZeroCount(word)]++;
            }
        }
    }
}
