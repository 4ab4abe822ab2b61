using System.Diagnostics;
using System.Text.Json;
using SpikeDistill.Benchmarks.Kernels;
using SpikeDistill.Data;

namespace SpikeDistill.Benchmarks.Data;

/// <summary>Images a second that one core augments: each transform by itself, then the chain that is trained with.</summary>
internal static class DataCommand
{
    private const string Usage = "data [--seconds S] [--json]";
    private const int Images = 2000;
    private const int FewestRounds = 5;

    /// <summary>What the chain must give on one core.</summary>
    private const int Wanted = 10_000;

    private static readonly string[] Chain = ["crop", "flip", "autoaugment", "cutout"];

    public static int Run(string[] arguments)
    {
        double seconds = 1;
        bool json = false;
        OptionReader reader = new(arguments, Usage);
        while (reader.Next())
        {
            if (reader.Option is "--seconds") seconds = reader.Number(0, 60);
            else if (reader.Option is "--json") json = true;
            else throw reader.Unknown();
        }

        ImageData data = DataSets.Open(DataSets.IsPresent("cifar10") ? "cifar10" : "synthetic");
        List<(string View, double Rate)> rates =
        [
            .. Chain.Select(name => (name, Measure(data, [name], seconds))), ("all four", Measure(data, Chain, seconds)),
        ];
        double chain = rates[^1].Rate;
        List<(string View, double Rate)> photographs = PhotographRates.Measure(seconds);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(rates.Concat(photographs).ToDictionary(rate => rate.View, rate => rate.Rate), BenchmarkJson.Options));
        }
        else
        {
            Print(data.Name, rates);
            Print("photographs, JPEG of 500x375", photographs);
        }

        Require("All four augmentations", chain, Wanted);
        Require("Photographs at 224x224", photographs[0].Rate, PhotographRates.Wanted);
        return 0;
    }

    private static void Require(string what, double rate, int wanted)
    {
        if (rate < wanted) throw new BenchmarkException($"{what} give {rate:F0} images a second on one core, fewer than {wanted}.");
    }

    private static double Measure(ImageData data, string[] transforms, double seconds)
    {
        ImageView view = new(data.Normalization, [.. transforms.Select(ImageTransforms.Create)]);
        float[] image = new float[data.Train.Shape.Size];
        double best = double.MaxValue;
        long start = Stopwatch.GetTimestamp();
        for (int epoch = 0; epoch < FewestRounds || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; epoch++)
        {
            best = Math.Min(best, Stopwatches.Time(() => Epoch(epoch), threads: 1));
        }

        return Images / best;

        void Epoch(int epoch)
        {
            for (int i = 0; i < Images; i++) view.Render(data.Train, i, seed: 0, epoch, image);
        }
    }

    private static void Print(string set, List<(string View, double Rate)> rates)
    {
        Console.WriteLine($"{set}, one core, normalization included");
        foreach ((string view, double rate) in rates) Console.WriteLine($"{view,-14}{rate,12:F0} images/s");
    }
}
