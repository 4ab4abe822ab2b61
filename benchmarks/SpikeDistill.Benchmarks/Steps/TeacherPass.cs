using SpikeDistill.Networks.Families;
using SpikeDistill.Tensors;

namespace SpikeDistill.Benchmarks.Steps;

/// <summary>The frozen ANN of the same width, once over the batch, against its convolutions done densely at 85 % of the peak.</summary>
internal static class TeacherPass
{
    /// <summary>What a dense convolution is granted of the peak.</summary>
    private const double DenseShare = 0.85;

    public static TeacherReport Run(Engine engine, StepsOptions options)
    {
        NetworkSettings settings = Subject.Student(options) with { Activation = ActivationKind.Relu, Timesteps = 1 };
        using Subject teacher = new SubjectStore(engine, options).Untrained(settings);
        Rounds rounds = new(engine, () => teacher.Infer());
        rounds.WarmUp(options.Seconds);
        rounds.Run(options.Seconds);
        OperationTimes times = new(options.Layers);
        engine.Observer = times;
        times.Start();
        teacher.Infer();
        engine.Observer = null;
        double operations = Accounting.InferenceOperations(settings, options);
        return new TeacherReport(
            options.Network.Title(options.Width),
            options.Batch,
            engine.Workers.Count,
            rounds.Peak / 1e9,
            operations / 1e9,
            rounds.Best(0) * 1000,
            operations / rounds.Best(0) / rounds.Peak,
            operations / (DenseShare * rounds.Peak) * 1000,
            times.Table(runs: 1));
    }

    public static void Print(TeacherReport report)
    {
        Console.WriteLine(
            $"Frozen ANN, {report.Title}, batch {report.Batch}, {report.Threads} thread(s), "
                + $"peak {report.PeakGflops:F0} GFLOP/s, {report.Gflop:F2} GFLOP");
        Console.WriteLine(
            $"pass {report.PassMs:F2} ms, {report.ShareOfPeak:F3} of peak; its dense convolutions at {DenseShare:P0} of peak {report.DenseMs:F2} ms");
        OperationTable.Print(report.Operations);
    }
}

internal sealed record TeacherReport(
    string Title, int Batch, int Threads, double PeakGflops, double Gflop, double PassMs, double ShareOfPeak, double DenseMs,
    IReadOnlyList<OperationTime> Operations);
