using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Attention;

/// <summary>The spikes of one head of one sample, token by token, wherever its channels begin in their rows.</summary>
internal readonly unsafe struct HeadBits
{
    private const int WordBits = 64;

    private readonly byte* _rows;
    private readonly int _rowBytes;
    private readonly int _firstChannel;

    public HeadBits(HeadLayout layout, byte* spikes, int head)
    {
        (int sample, int part) = Math.DivRem(head, layout.Heads);
        _rowBytes = SpikeLayout.RowBytes(layout.Channels);
        _rows = spikes + ((long)sample * layout.Tokens * _rowBytes);
        _firstChannel = part * layout.Depth;
        Tokens = layout.Tokens;
        Depth = layout.Depth;
    }

    public int Tokens { get; }

    public int Depth { get; }

    /// <summary>Words of a token.</summary>
    public int Words => Depth.Chunks(WordBits);

    /// <summary>Up to 64 channels of a token from one of the head's on, the first lowest; 0 behind the head's last.</summary>
    public ulong Word(int token, int word)
    {
        int first = _firstChannel + (word * WordBits), count = Math.Min(WordBits, Depth - (word * WordBits)), shift = first & 7;
        byte* row = _rows + ((long)token * _rowBytes);
        int at = first >> 3, end = (first + count + 7) >> 3;
        ulong bits = Bytes(row + at, Math.Min(sizeof(ulong), end - at)) >> shift;
        if (shift + count > WordBits) bits |= (ulong)row[end - 1] << (WordBits - shift);
        return count == WordBits ? bits : bits & ((1UL << count) - 1);
    }

    /// <summary>to[word · stride + token]: the words of all tokens.</summary>
    public void CopyTo(ulong* to, int stride)
    {
        for (int word = 0; word < Words; word++)
        {
            for (int token = 0; token < Tokens; token++) to[((long)word * stride) + token] = Word(token, word);
        }
    }

    /// <summary>0 and 1 as floats, [Tokens, stride]; the stride is at least the depth in whole vectors.</summary>
    public void Widen<TLanes>(float* to, int stride)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int token = 0; token < Tokens; token++, to += stride)
        {
            for (int channel = 0; channel < Depth; channel += WordBits)
            {
                ulong bits = Word(token, channel / WordBits);
                int end = Math.Min(Depth, channel + WordBits);
                for (int c = channel; c < end; c += TLanes.Count, bits >>= TLanes.Count) TLanes.FromBits((uint)bits).Store(to + c);
            }
        }
    }

    private static ulong Bytes(byte* from, int count)
    {
        if (count == sizeof(ulong)) return *(ulong*)from;
        ulong value = 0;
        for (int i = 0; i < count; i++) value |= (ulong)from[i] << (8 * i);
        return value;
    }
}
