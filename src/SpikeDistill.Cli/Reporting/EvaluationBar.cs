using Spectre.Console;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Reporting;

/// <summary>A bar for an evaluation, where a person watches.</summary>
internal static class EvaluationBar
{
    /// <param name="terminal">Where it is shown; null for nowhere.</param>
    /// <param name="batches">Batches to come.</param>
    /// <param name="work">The evaluation; it tells batches done and accuracy so far.</param>
    public static Evaluation Watch(Terminal? terminal, int batches, Func<Action<int, double>?, Evaluation> work)
        => terminal is not { Interactive: true } ? work(null) : terminal.Console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask("evaluating", maxValue: batches);
                return work((done, accuracy) =>
                {
                    task.Description = $"evaluating, {Format.Percent(accuracy, 1)} % so far";
                    task.Value = done;
                });
            });
}
