using SpikeDistill.Data;

namespace SpikeDistill.Cli.Recipes;

/// <summary>What is known of a data set before its files are opened, so that a recipe's mistakes are told at once.</summary>
internal sealed record DataSetFacts(int Classes, int TrainImages, int TestImages)
{
    public static DataSetFacts Of(string name) => name switch
    {
        "cifar10" => new DataSetFacts(10, 50_000, 10_000),
        "cifar100" => new DataSetFacts(100, 50_000, 10_000),
        "synthetic" => Synthetic(new SyntheticOptions()),
        _ => throw new ArgumentException($"Nothing is known of the data set '{name}'.", nameof(name)),
    };

    private static DataSetFacts Synthetic(SyntheticOptions options) => new(options.Classes, options.Train, options.Test);
}
