using SpikeDistill.Cli.Screen;
using SpikeDistill.Options;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>What <c>--status</c> writes.</summary>
internal static class StatusText
{
    private const string None = "-";

    public static void Show(Terminal terminal, Comparison comparison, IReadOnlyList<JobStatus> jobs, bool json)
    {
        if (json)
        {
            foreach (JobStatus job in jobs)
            {
                terminal.WriteJson(new
                {
                    Event = "job_status",
                    job.Name,
                    job.State,
                    job.FinishedEpochs,
                    job.Epochs,
                    job.Epoch,
                    job.Holder?.Machine,
                    job.Holder?.ProcessId,
                    job.Holder?.Since,
                    job.SecondsLeft,
                    job.Failure,
                    job.Problem,
                });
            }

            return;
        }

        ScreenTable table = new(
            ScreenColumn.Text("run"),
            ScreenColumn.Text("state", 6),
            new ScreenColumn("epochs", 5),
            ScreenColumn.Text("where", 4),
            ScreenColumn.Text("since", 2),
            new ScreenColumn("left", 3))
        { NarrowestName = 16 };
        foreach (JobStatus job in jobs)
        {
            table.Add(
                job.Name,
                job.State.ToString().ToLowerInvariant(),
                Epochs(job),
                job.Holder?.ToString() ?? None,
                job.Holder is { } holder ? $"{holder.Since.ToLocalTime():yyyy-MM-dd HH:mm}" : None,
                job.SecondsLeft is { } seconds ? TimeText.Of(seconds) : None);
        }

        terminal.Show(table);
        terminal.Say($"{comparison.Name} in {terminal.Shown(comparison.Folder)}: {Counted(jobs)}.");
        terminal.Say(jobs.Where(job => job.Failure is not null).Select(job => $"{job.Name} failed: {job.Failure}"));
        terminal.Say(jobs.Where(job => job.Problem is not null).Select(job => job.Problem!));
    }

    /// <summary>What a worker ends with that leaves jobs to others.</summary>
    public static string Left(Comparison comparison, IReadOnlyList<string> jobs)
    {
        JobFiles files = new(comparison.Folder);
        return $"Nothing is left to take: {string.Join(", ", jobs.Select(job => files.HolderOf(job) is { } holder ? $"{job} ({holder})" : job))} "
            + $"{(jobs.Count == 1 ? "is" : "are")} with others. --wait waits for them and takes over what is left of a process that dies.";
    }

    /// <summary><c>2 of 5</c>, or the epoch under way.</summary>
    private static string Epochs(JobStatus job)
        => job.Epochs is not { } epochs ? None : $"{job.Epoch ?? job.FinishedEpochs ?? 0} of {epochs}";

    private static string Counted(IReadOnlyList<JobStatus> jobs)
        => string.Join(
            ", ", Enum.GetValues<JobState>().Select(state => (State: state, Count: jobs.Count(job => job.State == state)))
                .Where(one => one.Count > 0).Select(one => $"{one.Count} {one.State.ToString().ToLowerInvariant()}"));
}
