using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Tensors.Kernels.Spiking;

/// <summary>How S(t) follows from V(t), and how a group of 16 channels of it is kept in the output tensor.</summary>
internal unsafe interface ISpikeRule
{
    /// <summary>The storage of the output.</summary>
    static abstract StorageKind Kind { get; }

    /// <summary>Works out S of a vector and writes the lanes that exist. The first vector of a group comes first.</summary>
    static abstract TLanes Fire<TLanes, TSurrogate>(TSurrogate surrogate, TLanes charged, TLanes threshold, byte* output, Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>
        where TSurrogate : struct, ISurrogate;

    /// <summary>Reads what <see cref="Fire"/> wrote.</summary>
    static abstract TLanes Read<TLanes>(byte* output, Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>S = Θ(V − threshold), one bit each.</summary>
internal readonly unsafe struct StepRule : ISpikeRule
{
    public static StorageKind Kind => StorageKind.Spikes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Fire<TLanes, TSurrogate>(TSurrogate surrogate, TLanes charged, TLanes threshold, byte* output, Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>
        where TSurrogate : struct, ISurrogate
    {
        TLanes mask = TLanes.AtLeast(charged, threshold);
        uint bits = TLanes.Bits(mask) & (uint.MaxValue >> (32 - lanes));
        ushort* word = (ushort*)(output + at.Word);
        int first = at.Bit<TLanes>();
        *word = (ushort)(TLanes.Count == GroupCursor.GroupLength || first == 0 ? bits : *word | (bits << first));
        return TLanes.Select(mask, TLanes.Create(1), TLanes.Create(0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Read<TLanes>(byte* output, Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>
        => at.Spikes<TLanes>(output);
}

/// <summary>S is what the output holds already.</summary>
internal readonly unsafe struct ForcedRule : ISpikeRule
{
    public static StorageKind Kind => StorageKind.Spikes;

    public static TLanes Fire<TLanes, TSurrogate>(TSurrogate surrogate, TLanes charged, TLanes threshold, byte* output, Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>
        where TSurrogate : struct, ISurrogate
        => Read<TLanes>(output, at, lanes);

    public static TLanes Read<TLanes>(byte* output, Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>
        => StepRule.Read<TLanes>(output, at, lanes);
}

/// <summary>S = the surrogate's primitive of V − threshold, a float each: differentiable, for gradient checks.</summary>
internal readonly unsafe struct SmoothRule : ISpikeRule
{
    public static StorageKind Kind => StorageKind.Float32;

    public static TLanes Fire<TLanes, TSurrogate>(TSurrogate surrogate, TLanes charged, TLanes threshold, byte* output, Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>
        where TSurrogate : struct, ISurrogate
    {
        float* values = stackalloc float[GroupCursor.GroupLength];
        (charged - threshold).Store(values);
        for (int i = 0; i < TLanes.Count; i++)
        {
            values[i] = (float)surrogate.Primitive(values[i]);
        }

        TLanes spikes = TLanes.Load(values);
        PartialVector.Store(spikes, (float*)output + at.Element, lanes);
        return spikes;
    }

    public static TLanes Read<TLanes>(byte* output, Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>
        => PartialVector.Load<TLanes>((float*)output + at.Element, lanes);
}
