namespace SpikeDistill.Benchmarks.Steps;

/// <summary>The cost of a step and an inference at several firing rates, all layers alike, in one run.</summary>
internal static class FiringSweep
{
    private static readonly double[] Rates = [0.02, 0.05, 0.1, 0.2, 0.3];

    public static SweepReport Run(Subject subject, StepsOptions options)
    {
        double step = Accounting.StepOperations(subject.Network.Settings, options) / 1e9;
        double inference = Accounting.InferenceOperations(subject.Network.Settings, options) / 1e9;
        List<(double Target, double Rate, Rounds Rounds)> measured = [];
        foreach (double rate in Rates)
        {
            FiringFit.Fit(subject, rate);
            Rounds rounds = new(subject.Engine, () => subject.Step(), () => subject.Infer());
            rounds.WarmUp(options.Seconds / Rates.Length);
            rounds.Run(options.Seconds / Rates.Length);
            measured.Add((rate, Accounting.MeanRate(subject.Rates(training: true)), rounds));
        }

        double peak = measured.Max(one => one.Rounds.Peak) / 1e9;
        return new SweepReport(
            options.Network.Title(options.Width),
            options.Timesteps,
            options.Batch,
            subject.Engine.Workers.Count,
            peak,
            [.. measured.Select(one => new SweepRow(
                one.Target,
                one.Rate,
                one.Rounds.Best(0) * 1000,
                step / one.Rounds.Best(0) / peak,
                one.Rounds.Best(1) * 1000,
                inference / one.Rounds.Best(1) / peak))]);
    }

    public static void Print(SweepReport report)
    {
        Console.WriteLine(
            $"{report.Title}, T {report.Timesteps}, batch {report.Batch}, "
                + $"{report.Threads} thread(s), peak {report.PeakGflops:F0} GFLOP/s");
        Console.WriteLine($"{"firing",8}{"step ms",10}{"of peak",9}{"inference ms",14}{"of peak",9}");
        foreach (SweepRow row in report.Rates)
        {
            Console.WriteLine($"{row.FiringRate,8:P1}{row.StepMs,10:F1}{row.StepShareOfPeak,9:F3}{row.InferenceMs,14:F1}{row.InferenceShareOfPeak,9:F3}");
        }
    }
}

internal sealed record SweepReport(string Title, int Timesteps, int Batch, int Threads, double PeakGflops, IReadOnlyList<SweepRow> Rates);

internal sealed record SweepRow(
    double TargetFiringRate, double FiringRate, double StepMs, double StepShareOfPeak, double InferenceMs, double InferenceShareOfPeak);
