using SpikeDistill.Networks.Families;
using SpikeDistill.Tensors;

namespace SpikeDistill.Benchmarks.Steps;

/// <summary>
/// One network in several ways, with its initial weights: as it is, with blocks that are run again in the backward pass and, of ResNet, with MPBN's
/// neurons and with PFA. All are timed in turn within one run.
/// </summary>
internal static class Variants
{
    public static VariantsReport Run(Engine engine, StepsOptions options)
    {
        SubjectStore store = new(engine, options);
        NetworkSettings plain = Subject.Student(options);
        List<(string Name, Subject Subject)> variants = [("as it is", store.Untrained(plain))];
        variants.AddRange(NetworkForm.All.Where(form => form.Fits(plain)).Select(form => (form.Title, form.Make(store, plain))));
        try
        {
            Rounds rounds = new(engine, [.. variants.Select<(string, Subject Subject), Action>(one => () => one.Subject.Step())]);
            Rounds inferences = new(engine, [.. variants.Select<(string, Subject Subject), Action>(one => () => one.Subject.Infer())]);
            rounds.WarmUp(options.Seconds);
            rounds.Run(options.Seconds);
            inferences.WarmUp(options.Seconds);
            inferences.Run(options.Seconds);
            return new VariantsReport(options.Network.Title(options.Width), options.Timesteps, options.Batch, engine.Workers.Count, [.. variants.Select(
                (one, index) => new VariantRow(one.Name, rounds.Best(index) * 1000, inferences.Best(index) * 1000, TensorBytes(one.Subject)))]);
        }
        finally
        {
            foreach ((_, Subject subject) in variants) subject.Dispose();
        }
    }

    public static void Print(VariantsReport report)
    {
        Console.WriteLine($"{report.Title}, T {report.Timesteps}, batch {report.Batch}, {report.Threads} thread(s), initial weights");
        Console.WriteLine($"{"",-16}{"step ms",10}{"ratio",8}{"inference ms",14}{"ratio",8}{"tensors of a step MiB",23}{"ratio",8}");
        VariantRow first = report.Rows[0];
        foreach (VariantRow row in report.Rows)
        {
            Console.WriteLine(
                $"{row.Name,-16}{row.StepMs,10:F1}{row.StepMs / first.StepMs,8:F3}{row.InferenceMs,14:F1}{row.InferenceMs / first.InferenceMs,8:F3}"
                    + $"{row.TensorBytes / 1048576.0,23:F1}{(double)row.TensorBytes / first.TensorBytes,8:F3}");
        }
    }

    /// <summary>The most tensor memory of a step, beside that of all subjects' parameters.</summary>
    private static long TensorBytes(Subject subject)
    {
        long before = subject.Engine.Memory.BytesInUse;
        subject.Engine.Memory.ResetPeak();
        subject.Step();
        return subject.Engine.Memory.PeakBytesInUse - before;
    }
}

/// <summary>The ways of a network, the first as it is.</summary>
internal sealed record VariantsReport(string Title, int Timesteps, int Batch, int Threads, IReadOnlyList<VariantRow> Rows);

/// <summary>A way's best times, and the tensors of a step beside parameters.</summary>
internal sealed record VariantRow(string Name, double StepMs, double InferenceMs, long TensorBytes);
