using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Benchmarks.Steps;

/// <summary>
/// All threads against one, measured in turn: how much faster a step and an inference are, set against how much more the cores can
/// multiply.
/// </summary>
internal static class ThreadScaling
{
    private const int Least = 4;

    public static ScalingReport Run(StepsOptions options)
    {
        using Engine one = new(1), all = new(options.Threads);
        using Subject single = new SubjectStore(one, options).Trained(static _ => { }), whole = new SubjectStore(all, options).Trained(static _ => { });
        if (options.FiringRate is { } rate)
        {
            FiringFit.Fit(single, rate);
            FiringFit.Fit(whole, rate);
        }

        Rounds ofOne = new(one, () => single.Step(), () => single.Infer()), ofAll = new(all, () => whole.Step(), () => whole.Infer());
        ofOne.WarmUp(options.Seconds);
        ofAll.WarmUp(options.Seconds);
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < Least || Stopwatch.GetElapsedTime(start).TotalSeconds < options.Seconds; round++)
        {
            ofOne.Once();
            ofAll.Once();
        }

        return new ScalingReport(
            all.Workers.Count,
            ofAll.Peak / ofOne.Peak,
            ofOne.Best(0) / ofAll.Best(0),
            ofOne.Best(1) / ofAll.Best(1),
            LogitBits(single) == LogitBits(whole));
    }

    public static void Print(ScalingReport report)
    {
        Console.WriteLine($"{report.Threads} threads against one: the peak is {report.PeakRatio:F3} times as high");
        Console.WriteLine($"{"",-14}{"faster",8}{"of the peaks' ratio",21}");
        Console.WriteLine($"{"training step",-14}{report.StepRatio,8:F3}{report.StepShare,21:F3}");
        Console.WriteLine($"{"inference",-14}{report.InferenceRatio,8:F3}{report.InferenceShare,21:F3}");
        Console.WriteLine(report.SameBits ? "The logits are the same to the bit." : "The logits differ: that is a bug.");
    }

    private static string LogitBits(Subject subject)
    {
        using Tape tape = new(subject.Engine, recording: false);
        Tensor logits = subject.Logits(tape, ForwardOptions.ForTraining);
        return Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(logits.Values)));
    }
}

internal sealed record ScalingReport(int Threads, double PeakRatio, double StepRatio, double InferenceRatio, bool SameBits)
{
    public double StepShare => StepRatio / PeakRatio;

    public double InferenceShare => InferenceRatio / PeakRatio;
}
