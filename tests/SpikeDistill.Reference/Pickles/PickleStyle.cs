namespace SpikeDistill.Reference.Pickles;

/// <summary>Who writes a pickle: Python 2 or 3, and with which protocol.</summary>
/// <param name="Python">2 or 3.</param>
/// <param name="Protocol">0 to 2 with Python 2, 0 to 5 with Python 3.</param>
public readonly record struct PickleStyle(int Python, int Protocol)
{
    /// <summary>All there are. The official CIFAR files are of the third.</summary>
    public static IReadOnlyList<PickleStyle> All { get; } =
    [
        .. Enumerable.Range(0, 3).Select(protocol => new PickleStyle(2, protocol)),
        .. Enumerable.Range(0, 6).Select(protocol => new PickleStyle(3, protocol)),
    ];

    public static PickleStyle OfCifar { get; } = new(2, 2);
}
