using System.Text.Json;
using SpikeDistill.Tensors;

namespace SpikeDistill.Benchmarks.Steps;

/// <summary>Time, share of peak and memory of whole training steps and inferences.</summary>
internal static class StepsCommand
{
    public static int Run(string[] arguments)
    {
        StepsOptions options = StepsOptions.Parse(arguments);
        using Engine engine = new(options.Threads);
        using Subject subject = new TrainedSubject(engine, options).Make(Progress);
        if (options.FiringRate is { } rate) FiringFit.Fit(subject, rate);
        if (options.MemoryOnly)
        {
            Console.WriteLine(PeakMemory.OfThisProcess(subject));
            return 0;
        }

        StepsReport report = new StepsMeasurement(subject, options).Run() with { PeakMemoryMib = PeakMemory.InMebibytes(arguments) };
        if (options.Json) Console.WriteLine(JsonSerializer.Serialize(report, BenchmarkJson.Options));
        else StepsTable.Print(report);
        return report.PoolGrowthBytes == 0
            ? 0
            : throw new BenchmarkException($"A training step asked the system for memory after the warm-up: {report.PoolGrowthBytes} bytes over all measured steps.");

        void Progress(int done)
        {
            if (done % 10 == 0) Console.Error.WriteLine($"trained {done} of {options.TrainSteps} steps; they are kept in the cache folder");
        }
    }
}
