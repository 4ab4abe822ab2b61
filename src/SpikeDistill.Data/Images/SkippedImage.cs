namespace SpikeDistill.Data;

/// <summary>An image that could not be read, and in whose place another of its class is shown.</summary>
/// <param name="Name">The file, from the folder of the set.</param>
/// <param name="Problem">What is wrong with it.</param>
public sealed record SkippedImage(string Name, string Problem)
{
    /// <summary>For example <c>cat/12.jpg: the file is empty</c>.</summary>
    public override string ToString() => $"{Name}: {Problem}";
}
