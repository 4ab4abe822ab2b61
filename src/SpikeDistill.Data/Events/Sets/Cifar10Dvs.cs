using SpikeDistill.Options;

namespace SpikeDistill.Data;

/// <summary>
/// CIFAR10-DVS (Li et al., 2017): a folder of ten folders with recordings in AEDAT. Nine of ten of each class, in the order of their names, are
/// trained on, as in SpikingJelly's split; it is kept in the folder.
/// </summary>
public sealed record Cifar10Dvs : EventSource
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<DataSource> Entry { get; } = Entry<DataSource>.Of(
        "cifar10dvs",
        "CIFAR10-DVS: 10,000 recordings of CIFAR-10's images moving before a DVS128, nine of ten of each class to train on",
        OptionsOf(() => new Cifar10Dvs())
            .Key("test_share", EventFolder.ShareKind, s => s.TestShare, (s, v) => s with { TestShare = v }, EventFolder.ShareHelp),
        source: "Li et al., Frontiers in Neuroscience 2017");

    /// <summary>The share of each class that is tested on.</summary>
    public double TestShare { get; init; } = 0.1;

    /// <inheritdoc/>
    public override string Home => "https://figshare.com/articles/dataset/CIFAR10-DVS_New/4724671";

    /// <inheritdoc/>
    protected override Entry<DataSource> Declared => Entry;

    private protected override string Title => "CIFAR10-DVS";

    private protected override string UsualFolder => "cifar10-dvs";

    private protected override (int Classes, int Train, int Test)? Published => (10, 9000, 1000);

    private protected override EventRecordings Look(string folder) => RecordingFolders.Split(folder, TestShare, sensor: null);
}
