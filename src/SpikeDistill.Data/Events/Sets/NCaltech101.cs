using SpikeDistill.Interop.Events;
using SpikeDistill.Options;

namespace SpikeDistill.Data;

/// <summary>
/// N-Caltech101 (Orchard et al., 2015): a folder of 101 folders with .bin files of a sensor of 240x180. Nine of ten of each class, in the order of
/// their names, are trained on; the split is kept in the folder.
/// </summary>
public sealed record NCaltech101 : EventSource
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<DataSource> Entry { get; } = Entry<DataSource>.Of(
        "n-caltech101",
        "N-Caltech101: 8,709 recordings of Caltech101's pictures by a camera that moves, nine of ten of each class to train on",
        OptionsOf(() => new NCaltech101())
            .Key("test_share", EventFolder.ShareKind, s => s.TestShare, (s, v) => s with { TestShare = v }, EventFolder.ShareHelp),
        source: "Orchard et al., Frontiers in Neuroscience 2015");

    /// <summary>The share of each class that is tested on.</summary>
    public double TestShare { get; init; } = 0.1;

    /// <inheritdoc/>
    public override string Home => "https://www.garrickorchard.com/datasets/n-caltech101";

    /// <inheritdoc/>
    public override SensorSize? Camera => new SensorSize(240, 180);

    /// <inheritdoc/>
    protected override Entry<DataSource> Declared => Entry;

    private protected override string Title => "N-Caltech101";

    private protected override string UsualFolder => "n-caltech101";

    // Which of them are for testing depends on every class; without the files it is about a tenth.
    private protected override (int Classes, int Train, int Test)? Published => (101, 7838, 871);

    private protected override EventRecordings Look(string folder) => RecordingFolders.Split(folder, TestShare, Camera);
}
