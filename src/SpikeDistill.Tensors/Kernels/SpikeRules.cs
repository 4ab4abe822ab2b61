using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Tensors.Kernels;

/// <summary>How S(t) follows from V(t), and how it is kept in the output tensor.</summary>
internal unsafe interface ISpikeRule
{
    /// <summary>The storage of the output.</summary>
    static abstract StorageKind Kind { get; }

    /// <summary>Bytes from the start of a row to the channel; of bits, to the 16-bit word with the channel.</summary>
    static abstract long Offset(int channel);

    /// <summary>Works out S and writes the first <paramref name="count"/> lanes.</summary>
    static abstract TLanes Fire<TLanes, TSurrogate>(TSurrogate surrogate, TLanes charged, TLanes threshold, byte* at, int channel, int count)
        where TLanes : struct, ILanes<TLanes>
        where TSurrogate : struct, ISurrogate;

    /// <summary>Reads what <see cref="Fire"/> wrote.</summary>
    static abstract TLanes Read<TLanes>(byte* at, int channel, int count)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>S = Θ(V − threshold), one bit each.</summary>
internal readonly unsafe struct StepRule : ISpikeRule
{
    public static StorageKind Kind => StorageKind.Spikes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Offset(int channel) => channel / 16 * 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Fire<TLanes, TSurrogate>(TSurrogate surrogate, TLanes charged, TLanes threshold, byte* at, int channel, int count)
        where TLanes : struct, ILanes<TLanes>
        where TSurrogate : struct, ISurrogate
    {
        TLanes mask = TLanes.AtLeast(charged, threshold);
        uint bits = TLanes.Bits(mask) & (uint.MaxValue >> (32 - count));
        int shift = channel & 15;
        ushort* word = (ushort*)at;
        *word = (ushort)(shift == 0 ? bits : *word | (bits << shift));
        return TLanes.Select(mask, TLanes.Create(1), TLanes.Create(0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Read<TLanes>(byte* at, int channel, int count)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.FromBits((uint)*(ushort*)at >> (channel & 15));
}

/// <summary>S is what the output holds already.</summary>
internal readonly unsafe struct ForcedRule : ISpikeRule
{
    public static StorageKind Kind => StorageKind.Spikes;

    public static long Offset(int channel) => StepRule.Offset(channel);

    public static TLanes Fire<TLanes, TSurrogate>(TSurrogate surrogate, TLanes charged, TLanes threshold, byte* at, int channel, int count)
        where TLanes : struct, ILanes<TLanes>
        where TSurrogate : struct, ISurrogate
        => Read<TLanes>(at, channel, count);

    public static TLanes Read<TLanes>(byte* at, int channel, int count)
        where TLanes : struct, ILanes<TLanes>
        => StepRule.Read<TLanes>(at, channel, count);
}

/// <summary>S = the surrogate's primitive of V − threshold, a float each: differentiable, for gradient checks.</summary>
internal readonly unsafe struct SmoothRule : ISpikeRule
{
    private const int MostLanes = 16;

    public static StorageKind Kind => StorageKind.Float32;

    public static long Offset(int channel) => channel * (long)sizeof(float);

    public static TLanes Fire<TLanes, TSurrogate>(TSurrogate surrogate, TLanes charged, TLanes threshold, byte* at, int channel, int count)
        where TLanes : struct, ILanes<TLanes>
        where TSurrogate : struct, ISurrogate
    {
        float* lanes = stackalloc float[MostLanes];
        (charged - threshold).Store(lanes);
        for (int i = 0; i < TLanes.Count; i++)
        {
            lanes[i] = (float)surrogate.Primitive(lanes[i]);
        }

        TLanes spikes = TLanes.Load(lanes);
        PartialVector.Store(spikes, (float*)at, count);
        return spikes;
    }

    public static TLanes Read<TLanes>(byte* at, int channel, int count)
        where TLanes : struct, ILanes<TLanes>
        => PartialVector.Load<TLanes>((float*)at, count);
}
