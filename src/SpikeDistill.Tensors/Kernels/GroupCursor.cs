using System.Runtime.CompilerServices;

namespace SpikeDistill.Tensors.Kernels;

/// <summary>Where a vector of channels lies in a step.</summary>
/// <param name="Element">The floats before it.</param>
/// <param name="Row">Its row.</param>
/// <param name="Channel">Its first channel.</param>
internal readonly record struct Place(long Element, long Row, int Channel);

/// <summary>The place of a group of up to 16 channels of a pixel, in a step of floats and of spikes; moved along without a division.</summary>
internal struct GroupCursor
{
    /// <summary>The channels of a group, but for the last of a row.</summary>
    public const int GroupLength = 16;

    public GroupCursor(long group, long rows, int channels, long rowBytes)
    {
        int groupsPerRow = (channels + GroupLength - 1) / GroupLength;
        long row = Math.DivRem(group, groupsPerRow, out long groupOfRow);
        Channels = channels;
        RowBytes = rowBytes;
        StepBytes = rows * rowBytes;
        Channel = (int)groupOfRow * GroupLength;
        Row = row;
        Element = (row * channels) + Channel;
        RowByte = row * rowBytes;
    }

    public int Channels { get; }

    /// <summary>Bytes of spikes in a row.</summary>
    public long RowBytes { get; }

    /// <summary>Bytes of spikes in a step.</summary>
    public long StepBytes { get; }

    /// <summary>The group's first channel.</summary>
    public int Channel { get; private set; }

    /// <summary>The group's row.</summary>
    public long Row { get; private set; }

    /// <summary>The floats before the group.</summary>
    public long Element { get; private set; }

    /// <summary>The bytes of spikes before the group's row.</summary>
    public long RowByte { get; private set; }

    /// <summary>The vector that begins with a channel of the group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Place At(int channel) => new(Element + channel, Row, Channel + channel);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MoveToNext(int length)
    {
        Element += length;
        Channel += length;
        if (Channel >= Channels)
        {
            Channel = 0;
            Row++;
            RowByte += RowBytes;
        }
    }
}

/// <summary>Whether groups can be cut short by the end of a row; known when a walk is compiled, so that whole rows need no check.</summary>
internal interface IRows
{
    /// <summary>The channels of a group.</summary>
    static abstract int Length(GroupCursor group);

    /// <summary>How many of a vector's lanes exist, where so many are left.</summary>
    static abstract int Lanes(int lanes, int left);
}

/// <summary>Every group has 16 channels.</summary>
internal readonly struct WholeRows : IRows
{
    public static int Length(GroupCursor group) => GroupCursor.GroupLength;

    public static int Lanes(int lanes, int left) => lanes;
}

/// <summary>The last group of a row may have fewer.</summary>
internal readonly struct RaggedRows : IRows
{
    public static int Length(GroupCursor group) => Math.Min(GroupCursor.GroupLength, group.Channels - group.Channel);

    public static int Lanes(int lanes, int left) => Math.Min(lanes, left);
}
