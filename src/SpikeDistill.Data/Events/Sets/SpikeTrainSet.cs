using System.Globalization;
using SpikeDistill.Interop.Events;
using SpikeDistill.Options;

namespace SpikeDistill.Data;

/// <summary>
/// SHD or SSC (Cramer et al., 2020): spike trains of a model of the cochlea, of one row and without polarity, for networks of fully connected
/// layers. A frame has <see cref="EventSource.Size"/> columns.
/// </summary>
public sealed record SpikeTrainSet : EventSource
{
    private static readonly Set Shd = new(
        "shd", "SHD", "SHD: 8,156 and 2,264 spoken digits in English and German as spike trains of 700 channels",
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
            "null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"],
        8156, 2264);

    private static readonly Set Ssc = new(
        "ssc", "SSC", "SSC: 75,466 and 20,382 spoken commands as spike trains of 700 channels",
        [.. Enumerable.Range(0, 35).Select(label => label.ToString(CultureInfo.InvariantCulture))],
        75_466, 20_382);

    private static readonly Dictionary<Set, Entry<DataSource>> Entries = new[] { Shd, Ssc }.ToDictionary(set => set, EntryOf);

    private readonly Set _set;

    private SpikeTrainSet(Set set)
    {
        _set = set;
        Size = SpikeTrainFile.Channels;
        Cut = FrameCut.Time;
    }

    /// <summary>What recipes can say of them.</summary>
    public static IReadOnlyList<Entry<DataSource>> All => [.. Entries.Values];

    /// <inheritdoc/>
    public override EventFraming Framing => base.Framing with { Height = 1, OnePolarity = true };

    /// <inheritdoc/>
    public override string Home => "https://zenkelab.org/datasets";

    /// <inheritdoc/>
    protected override Entry<DataSource> Declared => Entries[_set];

    private protected override string Title => _set.Title;

    private protected override string UsualFolder => _set.Name;

    private protected override (int Classes, int Train, int Test)? Published => (_set.ClassNames.Count, _set.Train, _set.Test);

    private protected override EventRecordings Look(string folder)
    {
        string begin = System.IO.Path.Combine(folder, _set.Name);
        return new EventRecordings(_set.ClassNames, Part(begin + "_train.h5"), Part(begin + "_test.h5"));
    }

    private EventPart Part(string path)
    {
        string expected = $"a file of spike trains of {_set.Title}", remedy = $"Get it from {Home}, unpack it, and put it there.";
        try
        {
            SpikeTrainFile file = SpikeTrainFile.Open(path);
            if (file.Labels.FirstOrDefault(label => (uint)label >= (uint)_set.ClassNames.Count, defaultValue: 0) is not 0 and var wrong)
            {
                throw new DataSetException(path, $"a recording has the class {wrong}", $"classes below {_set.ClassNames.Count}", remedy);
            }

            string stamp = RecordingFile.Of(System.IO.Path.GetDirectoryName(path)!, new FileInfo(path)).Stamp;
            return new EventPart(
                file.Labels,
                file.Read,
                index => string.Create(CultureInfo.InvariantCulture, $"{System.IO.Path.GetFileName(path)}, recording {index}"),
                index => string.Create(CultureInfo.InvariantCulture, $"{stamp} {index}"));
        }
        catch (EventFileException damaged)
        {
            throw new DataSetException(damaged.FileName, $"it cannot be read ({damaged.Message})", expected, remedy, damaged);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(path, $"cannot be read ({failure.Message})", expected, remedy, failure);
        }
    }

    private static Entry<DataSource> EntryOf(Set set)
        => Entry<DataSource>.Of(set.Name, set.Summary, OptionsOf(() => new SpikeTrainSet(set)), source: "Cramer et al., IEEE TNNLS 2020");

    private sealed record Set(string Name, string Title, string Summary, IReadOnlyList<string> ClassNames, int Train, int Test);
}
