namespace SpikeDistill.Tensors.Kernels.Activations;

/// <summary>How an activation [T, …, C] is cut into groups of channels, and groups into tasks: from its shape alone.</summary>
/// <param name="Steps">Time steps.</param>
/// <param name="StepElements">Elements of a step.</param>
/// <param name="Channels">Length of a row.</param>
internal readonly record struct ActivationGroups(int Steps, long StepElements, int Channels)
{
    // 64 KiB of input.
    private const int ElementsPerTask = 16384;

    public long Rows => Channels == 0 ? 0 : StepElements / Channels;

    public int PerRow => (Channels + GroupCursor.GroupLength - 1) / GroupCursor.GroupLength;

    public long Count => Rows * PerRow;

    /// <summary>Groups of a task.</summary>
    public int Grain => Math.Max(1, ElementsPerTask / (GroupCursor.GroupLength * Steps));

    public int Tasks => checked((int)((Count + Grain - 1) / Grain));

    /// <summary>Channels, rounded up to whole groups.</summary>
    public int PaddedChannels => PerRow * GroupCursor.GroupLength;

    public GroupCursor At(long group) => new(group, Rows, Channels);
}
