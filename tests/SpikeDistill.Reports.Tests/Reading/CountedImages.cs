using SpikeDistill.Catalogs;
using SpikeDistill.Data;
using SpikeDistill.Options;

namespace SpikeDistill.Reports.Tests.Reading;

/// <summary>Images of a program of one's own that count how often it is asked what is known of them.</summary>
internal sealed record CountedImages : DataSource
{
    private static readonly Entry<DataSource> Entry = Entry<DataSource>.Of(
        "counted", "images that are counted", new Section<CountedImages>(() => new CountedImages()));

    /// <summary>How often it was asked.</summary>
    public int Asked { get; private set; }

    protected override Entry<DataSource> Declared => Entry;

    public static Catalog Catalog()
    {
        Catalog catalog = new();
        catalog.DataSets.Add(Entry);
        return catalog;
    }

    public override DataSetInfo Describe()
    {
        Asked++;
        return new Synthetic().Describe() with { Name = Name };
    }

    protected override ImageData Read(string? directory) => throw new NotSupportedException();
}
