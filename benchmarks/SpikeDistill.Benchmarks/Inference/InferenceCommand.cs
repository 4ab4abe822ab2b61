using System.Text.Json;
using SpikeDistill.Networks.Families;
using SpikeDistill.Tensors;

namespace SpikeDistill.Benchmarks.Inference;

/// <summary>An exported student beside ONNX Runtime on the unrolled graph and beside the float path, in turn within one run.</summary>
internal static class InferenceCommand
{
    private const string Usage = "inference [--width W] [--batch N] [--threads N] [--timesteps T] [--rate R] [--rounds N] [--json]";

    public static int Run(string[] arguments)
    {
        int width = 16, batch = 64, threads = 1, timesteps = 4, rounds = 5;
        double rate = 0.2;
        bool json = false;
        OptionReader reader = new(arguments, Usage);
        while (reader.Next())
        {
            if (reader.Option is "--width") width = reader.Count();
            else if (reader.Option is "--batch") batch = reader.Count();
            else if (reader.Option is "--threads") threads = reader.Count();
            else if (reader.Option is "--timesteps") timesteps = reader.Count();
            else if (reader.Option is "--rate") rate = reader.Number(0.001, 0.9);
            else if (reader.Option is "--rounds") rounds = reader.Count();
            else if (reader.Option is "--json") json = true;
            else throw reader.Unknown();
        }

        using Engine engine = new(threads);
        NetworkSettings settings = new() { Family = ResNet.ResNet18 with { Width = width }, Timesteps = timesteps };
        using InferenceSubject subject = InferenceSubject.Make(engine, settings, batch, rate);
        List<(string Name, double Seconds)> times = subject.Measure(threads, rounds);
        double ours = times[0].Seconds;
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new { width, batch, threads, timesteps, firing = subject.FiringRate, seconds = times.ToDictionary(one => one.Name, one => one.Seconds) },
                BenchmarkJson.Options));
            return 0;
        }

        string clock = threads == 1 ? "processor time" : "time on the clock";
        string what = $"ResNet-18, width {width}, T = {timesteps}, {batch} images, {threads} threads, {subject.FiringRate:P1} firing";
        Console.WriteLine($"{what}; best of {rounds}, {clock}");
        foreach ((string name, double seconds) in times)
        {
            Console.WriteLine($"{name,-28}{1000 * seconds,10:F2} ms{seconds / ours,8:F2}x");
        }

        return 0;
    }
}
