using SpikeDistill.Options;

namespace SpikeDistill.Data;

/// <summary>Images that a program made or read itself and handed over: no more of them is known than what they are called.</summary>
/// <param name="Key">What they are called in recipes and weights files, see <see cref="ImageData.Key"/>.</param>
public sealed record OwnImages(string Key) : DataSource
{
    private static readonly Entry<DataSource> Entry = Entry<DataSource>.Of(
        "own", "images of a program of one's own", new Section<OwnImages>(() => throw new InvalidOperationException("Nothing names them.")));

    /// <inheritdoc/>
    public override string Name => Key;

    /// <inheritdoc/>
    protected override Entry<DataSource> Declared => Entry;

    /// <inheritdoc/>
    public override void Check() => ArgumentException.ThrowIfNullOrEmpty(Key);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Always: they are not here.</exception>
    public override DataSetInfo Describe() => throw Missing();

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Always: they are not here.</exception>
    protected override ImageData Read(string? directory) => throw Missing();

    private ArgumentException Missing()
        => new($"There is no data set '{Key}' that could be opened: these are images that a program handed over itself.");
}
