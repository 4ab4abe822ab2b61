using SpikeDistill.Catalogs;
using SpikeDistill.Data;
using SpikeDistill.Options;

namespace SpikeDistill.Watch.Tests.Runs;

/// <summary>A data set of a program of one's own that fails as nothing is to fail: where its option is read, or where it is written.</summary>
internal sealed record FaultyImages : DataSource
{
    /// <summary>Values of its option.</summary>
    public const int WhenRead = 1, WhenWritten = 2;

    /// <summary>What is thrown, which nobody is told.</summary>
    public const string Inside = "detail of the inside";

    private static readonly Entry<DataSource> Entry = Entry<DataSource>.Of(
        "faulty",
        "images that fail",
        new Section<FaultyImages>(() => new FaultyImages()).Key(
            "fault",
            Kinds.Integer(0, 2),
            s => s.Fault == WhenWritten ? throw new NotSupportedException(Inside) : s.Fault,
            (s, v) => v == WhenRead ? throw new NotSupportedException(Inside) : s with { Fault = v },
            "When."));

    public int Fault { get; init; }

    protected override Entry<DataSource> Declared => Entry;

    public static Catalog Catalog()
    {
        Catalog catalog = new();
        catalog.DataSets.Add(Entry);
        return catalog;
    }

    public override DataSetInfo Describe() => throw new DataSetException("faulty", "nothing", "images", "None.");

    protected override ImageData Read(string? directory) => throw new DataSetException("faulty", "nothing", "images", "None.");
}
