using Spectre.Console;
using Spectre.Console.Rendering;

namespace SpikeDistill.Cli.Reporting;

/// <summary>Shows how work goes: a bar in a terminal, now and then a line in a pipe, JSON lines for machines.</summary>
internal static class WorkReport
{
    private static readonly TimeSpan JsonPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LinePause = TimeSpan.FromSeconds(5);

    public static T Run<T>(Terminal terminal, bool json, Func<Action<WorkStep>, T> work)
        => json ? work(Paced(terminal.Clock, JsonPause, (step, meter) => JsonReporter.Write(terminal, Json(step, meter))))
        : terminal.Interactive ? WithBar(terminal, work)
        : work(Lines(terminal.Clock, LinePause, terminal.Output.WriteLine));

    /// <summary>Lines alone, for work that goes on beside other work.</summary>
    public static Action<WorkStep> Lines(TimeProvider clock, TimeSpan pause, Action<string> write)
        => Paced(clock, pause, (step, meter) => write(Line(step, meter)));

    private static T WithBar<T>(Terminal terminal, Func<Action<WorkStep>, T> work)
    {
        WorkMeter meter = new(terminal.Clock);
        PaceColumn pace = new();
        return terminal.Console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, new PercentageColumn(), pace)
            .Start(context =>
            {
                ProgressTask task = context.AddTask("starting", maxValue: 1);
                return work(step =>
                {
                    meter.Add(step);
                    task.Description = Markup.Escape(Doing(step));
                    task.IsIndeterminate = step.Total is null;
                    task.Value = step.Total is > 0 and { } total ? (double)step.Done / total : 0;
                    pace.Pace = $"{Amount(step)}{Pace(step, meter)}";
                });
            });
    }

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
        string share = step.Total is > 0 and { } total ? $" ({100 * step.Done / total} %)" : "";
        return $"{Doing(step)}: {Amount(step)}{share}{Pace(step, meter)}";
    }

    private static string Doing(WorkStep step) => step.SoFar.Length == 0 ? step.Doing : $"{step.Doing}, {step.SoFar}";

    private static string Amount(WorkStep step)
    {
        string of = step.Total is { } total ? $" of {Number(total, step.Unit)}" : "";
        return $"{Number(step.Done, step.Unit)}{of} {(step.Unit == WorkUnit.Bytes ? "MB" : "images")}";
    }

    private static string Pace(WorkStep step, WorkMeter meter)
    {
        if (meter.PerSecond == 0)
        {
            return "";
        }

        string rate = step.Unit == WorkUnit.Bytes ? $"{meter.PerSecond / 1e6:F1} MB/s" : $"{meter.PerSecond:F0} images/s";
        return $", {rate}{(meter.Left is { } left && step.Done != step.Total ? $", {Format.Duration(left)} left" : "")}";
    }

    private static string Number(long count, WorkUnit unit) => unit == WorkUnit.Bytes ? (count / 1e6).ToString("F1") : Format.Count(count);

    /// <summary>Amount, rate and time left. The text is replaced whole, as it is drawn on another thread.</summary>
    private sealed class PaceColumn : ProgressColumn
    {
        public volatile string Pace = "";

        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(Pace);
    }
}
