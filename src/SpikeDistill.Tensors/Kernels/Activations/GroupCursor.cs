using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Activations;

/// <summary>Where a vector of channels lies, in floats and in packed spikes.</summary>
/// <param name="Element">The floats before it.</param>
/// <param name="Word">The bytes of spikes before its group of 16.</param>
/// <param name="Channel">Its first channel.</param>
internal readonly record struct Place(long Element, long Word, int Channel)
{
    /// <summary>The same channels of another pixel or step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Place Moved(long elements, long bytes) => new(Element + elements, Word + bytes, Channel);

    /// <summary>The vector's spikes, the first lowest; further channels of the group may follow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe TLanes Spikes<TLanes>(byte* spikes)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.FromBits((uint)*(ushort*)(spikes + Word) >> Bit<TLanes>());

    /// <summary>The place of the first channel in its group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Bit<TLanes>()
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Count == GroupCursor.GroupLength ? 0 : Channel % GroupCursor.GroupLength;
}

/// <summary>The place of a group of up to 16 channels of a pixel; moved along without a division.</summary>
internal struct GroupCursor
{
    /// <summary>The channels of a group, but for the last of a row.</summary>
    public const int GroupLength = 16;

    private readonly int _rowBytes;
    private long _element;
    private long _rowByte;

    public GroupCursor(long group, long rows, int channels)
    {
        int groupsPerRow = (channels + GroupLength - 1) / GroupLength;
        long row = Math.DivRem(group, groupsPerRow, out long groupOfRow);
        _rowBytes = SpikeLayout.RowBytes(channels);
        _rowByte = row * _rowBytes;
        Channels = channels;
        StepBytes = rows * _rowBytes;
        Channel = (int)groupOfRow * GroupLength;
        _element = (row * channels) + Channel;
    }

    public int Channels { get; }

    /// <summary>Bytes of spikes in a step.</summary>
    public long StepBytes { get; }

    /// <summary>The group's first channel.</summary>
    public int Channel { get; private set; }

    /// <summary>The vector that begins with a channel of the group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Place At(int channel) => new(_element + channel, _rowByte + (Channel / GroupLength * sizeof(ushort)), Channel + channel);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MoveToNext(int length)
    {
        _element += length;
        Channel += length;
        if (Channel >= Channels)
        {
            Channel = 0;
            _rowByte += _rowBytes;
        }
    }
}
