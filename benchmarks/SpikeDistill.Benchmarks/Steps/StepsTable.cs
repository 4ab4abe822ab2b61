using SpikeDistill.Metrics;

namespace SpikeDistill.Benchmarks.Steps;

/// <summary>A report for people.</summary>
internal static class StepsTable
{
    public static void Print(StepsReport report)
    {
        Console.WriteLine($"{report.Processor}, {report.SimdBits}-bit vectors, {report.Threads} thread(s), multiply-add peak {report.PeakGflops:F0} GFLOP/s");
        Console.WriteLine(
            $"{report.Title}, T {report.Timesteps}, batch {report.Batch}; "
                + $"{report.TrainSteps} steps on {report.Data}; firing {Firing(report)}");
        Console.WriteLine();
        Console.WriteLine($"{"",-16}{"best ms",10}{"median ms",11}{"GFLOP",9}{"of peak",9}");
        Console.WriteLine($"{"training step",-16}{report.StepMs,10:F1}{report.StepMedianMs,11:F1}{report.StepGflop,9:F2}{report.StepShareOfPeak,9:F3}");
        Console.WriteLine(
            $"{"inference",-16}{report.InferenceMs,10:F1}{report.InferenceMedianMs,11:F1}{report.InferenceGflop,9:F2}{report.InferenceShareOfPeak,9:F3}");
        Console.WriteLine();
        Console.WriteLine(
            $"peak memory of a training process {report.PeakMemoryMib:F0} MiB; the tape holds "
                + $"{report.TapeBytesPerNeuronAndStep:F2} bytes per neuron and step");
        Console.WriteLine(
            $"per step in the steady state: tensor memory grows by {report.PoolGrowthBytes} bytes, "
                + $"{report.ManagedBytesPerStep / 1024} KiB of handles, {report.WidenedElementsPerStep} spikes widened");
        Console.WriteLine($"firing rates: training {report.FiringRate:P1}, inference {report.InferenceFiringRate:P1}");
        foreach (LayerRate layer in report.Layers) Console.WriteLine($"  {layer.Layer,-16}{layer.Rate,8:P1}");
        Console.WriteLine();
        Console.WriteLine("Where a training step's time goes:");
        OperationTable.Print(report.StepOperations);
        Console.WriteLine();
        Console.WriteLine("Where an inference's time goes:");
        OperationTable.Print(report.InferenceOperations);
    }

    private static string Firing(StepsReport report)
        => report.TargetFiringRate is { } rate ? $"made {rate:P0} by shifting each normalization's bias" : "as it comes";
}
