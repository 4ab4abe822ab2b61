using SpikeDistill.Interop.Events;
using SpikeDistill.Options;

namespace SpikeDistill.Data;

/// <summary>N-MNIST (Orchard et al., 2015): <c>Train</c> and <c>Test</c> with a folder of .bin files for each digit, of a sensor of 34x34.</summary>
public sealed record NMnist : EventSource
{
    private const int Side = 34;

    /// <summary>Makes it with frames of its sensor's size.</summary>
    public NMnist() => Size = Side;

    /// <summary>What recipes can say of it.</summary>
    public static Entry<DataSource> Entry { get; } = Entry<DataSource>.Of(
        "n-mnist",
        "N-MNIST: 60,000 and 10,000 recordings of MNIST's digits by a camera that moves",
        OptionsOf(() => new NMnist()),
        source: "Orchard et al., Frontiers in Neuroscience 2015");

    /// <inheritdoc/>
    public override string Home => "https://www.garrickorchard.com/datasets/n-mnist";

    /// <inheritdoc/>
    public override SensorSize? Camera => new SensorSize(Side, Side);

    /// <inheritdoc/>
    protected override Entry<DataSource> Declared => Entry;

    private protected override string Title => "N-MNIST";

    private protected override string UsualFolder => "n-mnist";

    private protected override (int Classes, int Train, int Test)? Published => (10, 60_000, 10_000);

    private protected override EventRecordings Look(string folder)
        => RecordingFolders.Two(
            folder,
            RecordingFolders.Named(folder, "train") ?? "Train",
            RecordingFolders.Named(folder, "test") ?? "Test",
            Camera);
}
