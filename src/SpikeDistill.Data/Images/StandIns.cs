using System.Collections.Concurrent;

namespace SpikeDistill.Data;

/// <summary>
/// Images that cannot be read, found out when they are to be shown: each is remembered, and the next of its class that can be read is shown in its
/// place, so that batches keep their size and what is shown follows from the files alone. Safe from several threads at once.
/// </summary>
internal sealed class StandIns
{
    private readonly ConcurrentDictionary<int, SkippedImage> _unreadable = new();

    /// <summary>Those that are known, in the order of their names.</summary>
    public IReadOnlyList<SkippedImage> Skipped => [.. _unreadable.Values.OrderBy(skipped => skipped.Name, StringComparer.Ordinal)];

    /// <summary>Whether an image is known to be unreadable.</summary>
    public bool Contains(int index) => _unreadable.ContainsKey(index);

    /// <summary>Remembers one.</summary>
    public void Add(int index, SkippedImage problem) => _unreadable.TryAdd(index, problem);

    /// <summary>What is wrong with one that is known.</summary>
    public SkippedImage Of(int index) => _unreadable[index];

    /// <summary>The next image of the same class, after the last the first; itself where it is alone.</summary>
    public static int Next(IImageDataSet set, int index)
    {
        int label = set.Label(index);
        do index = (index + 1) % set.Count;
        while (set.Label(index) != label);
        return index;
    }
}
