namespace SpikeDistill.Cli.Recipes;

internal sealed record DataSetFacts(int Classes, int TrainImages, int TestImages);

/// <summary>What the command line has to know of the data sets before they are opened.</summary>
internal static class DataSets
{
    private static readonly Dictionary<string, DataSetFacts> Facts = new(StringComparer.Ordinal)
    {
        ["cifar10"] = new(10, 50_000, 10_000),
        ["cifar100"] = new(100, 50_000, 10_000),
        ["synthetic"] = new(10, 20_000, 4_000),
    };

    public static IReadOnlyList<string> Names => [.. Facts.Keys];

    public static IReadOnlyList<string> Augmentations => ["crop", "flip", "cutout"];

    public static DataSetFacts Of(string name) => Facts[name];
}
