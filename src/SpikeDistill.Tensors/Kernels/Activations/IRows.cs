using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Activations;

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

/// <summary>Every group has 8 or 16 channels, so that vectors of at most 8 are whole.</summary>
internal readonly struct EightRows : IRows
{
    /// <summary>The channels that every row is a multiple of.</summary>
    public const int Channels = 8;

    public static int Length(GroupCursor group) => RaggedRows.Length(group);

    public static int Lanes(int lanes, int left) => lanes;
}

/// <summary>The last group of a row may have fewer.</summary>
internal readonly struct RaggedRows : IRows
{
    public static int Length(GroupCursor group) => Math.Min(GroupCursor.GroupLength, group.Channels - group.Channel);

    public static int Lanes(int lanes, int left) => Math.Min(lanes, left);
}

/// <summary>A walk over groups that is compiled for a vector width and for how rows end.</summary>
internal interface IRowsWalk
{
    /// <summary>Groups [start, end).</summary>
    void Run<TLanes, TRows>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
        where TRows : struct, IRows;
}

/// <summary>Picks how a walk takes rows of a length: whole where they are multiples of 16, or of 8 with vectors no longer than that.</summary>
internal static class RowsDispatch
{
    public static void Run<TLanes, TWalk>(int channels, in TWalk walk, long start, long end)
        where TLanes : struct, ILanes<TLanes>
        where TWalk : struct, IRowsWalk
    {
        if (channels % GroupCursor.GroupLength == 0)
        {
            walk.Run<TLanes, WholeRows>(start, end);
        }
        else if (channels % EightRows.Channels != 0)
        {
            walk.Run<TLanes, RaggedRows>(start, end);
        }
        else if (TLanes.Count <= EightRows.Channels)
        {
            walk.Run<TLanes, EightRows>(start, end);
        }
        else
        {
            walk.Run<Lanes8, EightRows>(start, end);
        }
    }
}
