using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>
/// Attention between spikes: of each head first how often each key and each value fire together over all tokens, kᵀv, by counting bits, then for
/// each token the rows of it whose queries fire.
/// </summary>
internal sealed unsafe class AttentionLayer : Layer
{
    private readonly AttentionNode _node;
    private readonly int _index, _depth, _words, _row;

    public AttentionLayer(AttentionNode node, int index, MapSize size)
    {
        (_node, _index, _depth, _words) = (node, index, size.Channels / node.Heads, (size.Pixels + 63) / 64);
        _row = (_depth + 3) & ~3;
    }

    /// <summary>Bits of keys and of values over tokens, and a head's counts.</summary>
    public override long ScratchLength => (2L * _depth * _words) + ((long)_depth * _row / 2);

    public override int Tasks(Batch batch) => batch.Count * batch.Steps * _node.Heads;

    public override void Run(Batch batch, NeuronState state, Tile tile, int task)
    {
        (int frame, int head) = Math.DivRem(task, _node.Heads);
        (int step, int lane) = Math.DivRem(frame, batch.Count);
        int first = head * _depth, at = (step * batch.Lanes) + lane;
        Frames queries = batch.Values[_node.Queries]!, given = batch.Values[_index]!;
        ulong* keys = tile.Scratch.Pointer, values = keys + ((nint)_depth * _words);
        int* counts = (int*)(values + ((nint)_depth * _words));
        Turn(batch.Values[_node.Keys]!, at, first, keys);
        Turn(batch.Values[_node.Values]!, at, first, values);
        TogetherCounts.Count(keys, values, _depth, _words, counts, _row);
        int* to = given.Sums.Pointer + given.ValuesAt(step, lane) + first;
        ulong* pixel = queries.Frame(at);
        for (int token = 0; token < given.Size.Pixels; token++, to += given.Row, pixel += queries.PixelWords)
        {
            TogetherCounts.Add(pixel, first, _depth, counts, _row, to);
        }
    }

    /// <summary>The spikes of a head, channel by channel: a bit for each token.</summary>
    private void Turn(Frames read, int frame, int first, ulong* bits)
    {
        new Span<ulong>(bits, _depth * _words).Clear();
        ulong* pixel = read.Frame(frame);
        for (int token = 0; token < read.Size.Pixels; token++, pixel += read.PixelWords)
        {
            ulong one = 1UL << (token % 64);
            ulong* word = bits + (token / 64);
            for (int channel = TogetherCounts.Next(pixel, first, first + _depth); channel >= 0;
                 channel = TogetherCounts.Next(pixel, channel + 1, first + _depth))
            {
                word[(nint)(channel - first) * _words] |= one;
            }
        }
    }
}
