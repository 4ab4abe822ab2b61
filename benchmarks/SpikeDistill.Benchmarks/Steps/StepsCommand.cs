using System.Text.Json;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Benchmarks.Steps;

/// <summary>Time, share of peak and memory of whole training steps and inferences.</summary>
internal static class StepsCommand
{
    public static int Run(string[] arguments)
    {
        StepsOptions options = StepsOptions.Parse(arguments);
        if (options.VerifyThreads)
        {
            Report(options, ThreadScaling.Run(options), "threads", ThreadScaling.Print);
            return 0;
        }

        using Engine engine = new(options.Threads);
        if (options.Teacher)
        {
            Report(options, TeacherPass.Run(engine, options), "teacher", TeacherPass.Print);
            return 0;
        }

        if (options.Variants)
        {
            Report(options, Variants.Run(engine, options), "variants", Variants.Print);
            return 0;
        }

        SubjectStore store = new(engine, options);
        using Subject subject = options.Form is { } form ? form.Make(store, Subject.Student(options)) : store.Trained(Progress);
        if (options.Sweep)
        {
            Report(options, FiringSweep.Run(subject, options), "sweep", FiringSweep.Print);
            return 0;
        }

        if (options.FiringRate is { } rate) FiringFit.Fit(subject, rate);
        if (options.MemoryOnly)
        {
            Console.WriteLine(PeakMemory.OfThisProcess(subject));
            return 0;
        }

        StepsReport report = new StepsMeasurement(subject, options).Run() with { PeakMemoryMib = PeakMemory.InMebibytes(arguments) };
        Report(options, report, options.FiringRate is { } target ? $"steps-rate{target * 100:F0}" : "steps", StepsTable.Print);
        return report.PoolGrowthBytes == 0
            ? 0
            : throw new BenchmarkException(
                $"A training step asked the system for memory after the warm-up: {report.PoolGrowthBytes} bytes over all measured steps.");

        void Progress(int done)
        {
            if (done % 10 == 0) Console.Error.WriteLine($"trained {done} of {options.TrainSteps} steps; they are kept in the cache folder");
        }
    }

    private static void Report<T>(StepsOptions options, T report, string kind, Action<T> print)
    {
        if (options.Json) Console.WriteLine(JsonSerializer.Serialize(report, BenchmarkJson.Options));
        else print(report);
        if (!options.Save) return;
        using Engine engine = new(options.Threads);
        RunEnvironment machine = RunEnvironment.Describe(engine, Subject.Seed);
        Console.Error.WriteLine(
            $"kept in {Repository.Save(machine.Processor, $"{kind}-{options.Name}-{machine.SimdBits}bit-{machine.Threads}threads", report)}");
    }
}
