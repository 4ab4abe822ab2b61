using SpikeDistill.Interop.Events;
using SpikeDistill.Options;

namespace SpikeDistill.Data;

/// <summary>
/// Recordings of one's own, in any format that is read (<see cref="EventFiles"/>): a folder for each class, in <c>train/</c> and <c>test/</c> or
/// alone. Where they are alone a share of each class is tested on; the split is kept in the folder.
/// </summary>
public sealed record EventFolder : EventSource
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<DataSource> Entry { get; } = Entry<DataSource>.Of(
        "event-folder",
        "recordings of your own in a folder for each class (AEDAT, .bin, Prophesee's DAT and RAW, NumPy's lists)",
        OptionsOf(() => new EventFolder())
            .Key("test_share", ShareKind, s => s.TestShare, (s, v) => s with { TestShare = v }, ShareHelp)
            .Key(
                "sensor",
                Kinds.List("the columns and rows of a camera, such as [346, 260]", Kinds.Integer(1, ushort.MaxValue)),
                s => s.Sensor,
                (s, v) => s with { Sensor = v },
                "Columns and rows of the camera; left out, what files say, or else where events reach."));

    /// <summary>The share of each class that is tested on, where no folder is.</summary>
    public double TestShare { get; init; } = 0.1;

    /// <summary>Columns and rows of the camera; empty for what files say.</summary>
    public IReadOnlyList<int> Sensor { get; init; } = [];

    internal static Kind<double> ShareKind => Kinds.Number(above: 0, below: 1);

    internal const string ShareHelp = "The share of each class that is for testing, the last in the order of their names; the split is kept in the folder.";

    /// <inheritdoc/>
    public override SensorSize? Camera => Sensor is [var width, var height] ? new SensorSize(width, height) : null;

    /// <inheritdoc/>
    protected override Entry<DataSource> Declared => Entry;

    private protected override string Title
        => Path is null ? Name : $"recordings in {System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path))}";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An impossible option.</exception>
    public override void Check()
    {
        base.Check();
        if (Sensor.Count is not (0 or 2)) throw new OptionException("sensor", $"must be columns and rows, such as [346, 260], not {Sensor.Count} numbers.");
    }

    /// <inheritdoc/>
    public bool Equals(EventFolder? other) => base.Equals(other) && TestShare == other.TestShare && Sensor.SequenceEqual(other.Sensor);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), TestShare, Sensor.Count);

    private protected override EventRecordings Look(string folder)
        => RecordingFolders.Named(folder, "train", "training") is { } train && RecordingFolders.Named(folder, "test", "testing", "val") is { } test
            ? RecordingFolders.Two(folder, train, test, Camera)
            : RecordingFolders.Split(folder, TestShare, Camera);
}
