using SpikeDistill.Options;

namespace SpikeDistill.Cli.Screen;

/// <summary>
/// Shows how work goes: a bar in a terminal, now and then a line on standard error where output goes elsewhere, JSON lines for machines.
/// Standard output is left to what comes of it.
/// </summary>
internal static class WorkReport
{
    private static readonly TimeSpan JsonPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LinePause = TimeSpan.FromSeconds(5);

    public static T Run<T>(Terminal terminal, bool json, Func<Action<WorkStep>, T> work)
        => json ? work(Paced(terminal.Clock, JsonPause, (step, meter) => terminal.WriteJson(Json(step, meter))))
        : terminal.Interactive ? WithBar(terminal, work)
        : work(Lines(terminal.Clock, LinePause, terminal.Complain));

    /// <summary>Lines alone, for work that goes on beside other work.</summary>
    public static Action<WorkStep> Lines(TimeProvider clock, TimeSpan pause, Action<string> write)
        => Paced(clock, pause, (step, meter) => write(Line(step, meter)));

    private static T WithBar<T>(Terminal terminal, Func<Action<WorkStep>, T> work) => LiveArea.Run(terminal.Console, area =>
    {
        WorkMeter meter = new(terminal.Clock);
        LiveLine line = area.Add(new ProgressLine("starting", Done: null));
        return work(step =>
        {
            meter.Add(step);
            line.Shown = new ProgressLine(
                step.Doing, step.Total is > 0 and { } total ? (double)step.Done / total : null, Left(step, meter), step.SoFar, Amount(step),
                Rate(step, meter));
        });
    });

    /// <summary>Writes the first and the last of each task, and between them now and then.</summary>
    private static Action<WorkStep> Paced(TimeProvider clock, TimeSpan pause, Action<WorkStep, WorkMeter> write)
    {
        WorkMeter meter = new(clock);
        WorkStep last = default;
        long spoken = 0;
        return step =>
        {
            meter.Add(step);
            bool begins = step.Doing != last.Doing, ends = step.Done == step.Total && step != last;
            last = step;
            if (begins || ends || clock.GetElapsedTime(spoken) >= pause)
            {
                spoken = clock.GetTimestamp();
                write(step, meter);
            }
        };
    }

    private static object Json(WorkStep step, WorkMeter meter) => new
    {
        Event = "progress",
        step.Doing,
        step.Done,
        step.Total,
        Unit = step.Unit == WorkUnit.Bytes ? "bytes" : "images",
        meter.PerSecond,
        SecondsLeft = meter.Left?.TotalSeconds,
    };

    private static string Line(WorkStep step, WorkMeter meter)
    {
        string doing = step.SoFar.Length == 0 ? step.Doing : $"{step.Doing}, {step.SoFar}";
        string share = step.Total is > 0 and { } total ? $" ({100 * step.Done / total} %)" : "";
        return $"{doing}: {string.Join(", ", ((string[])[Amount(step) + share, Rate(step, meter), Left(step, meter)]).Where(part => part.Length > 0))}";
    }

    private static string Amount(WorkStep step) => step.Unit == WorkUnit.Bytes
        ? step.Total is { } bytes ? $"{SizeText.Megabytes(step.Done)} of {SizeText.Megabytes(bytes)}MB" : $"{SizeText.Megabytes(step.Done)}MB"
        : step.Total is { } images ? $"{Format.Count(step.Done)} of {Format.Count(images)} images" : $"{Format.Count(step.Done)} images";

    private static string Rate(WorkStep step, WorkMeter meter)
        => meter.PerSecond == 0 ? "" : step.Unit == WorkUnit.Bytes ? $"{SizeText.Megabytes(meter.PerSecond)}MB/s" : $"{meter.PerSecond:F0} images/s";

    private static string Left(WorkStep step, WorkMeter meter) => meter.Left is { } left && step.Done != step.Total ? $"{TimeText.Of(left)} left" : "";
}
