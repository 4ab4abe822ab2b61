using System.CommandLine;
using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Cli.Comparisons.Progress;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Interop;

namespace SpikeDistill.Cli.Commands;

/// <summary>What <c>compare</c> and <c>reproduce</c> do with a comparison: its runs, its tables, and what is said meanwhile.</summary>
internal sealed class ComparisonWork(Terminal terminal, ParseResult parsed, CommonOptions common, CacheOptions cache, int jobs, bool resume)
{
    private readonly string? _data = common.DataDirectory(parsed, terminal);

    /// <summary>Threads of all runs together.</summary>
    public int Threads { get; } = common.Threads(parsed) is > 0 and { } count ? count : Environment.ProcessorCount;

    /// <summary>Whether measures are also written for TensorBoard.</summary>
    public bool TensorBoard { get; init; }

    /// <summary>The folder of comparisons that have runs in common; null where nothing is shared.</summary>
    public string? SharedIn { get; init; }

    /// <summary>Options of work that several machines share.</summary>
    public SharingOptions Sharing { get; init; } = new();

    public static Option<int?> Jobs() => new Option<int?>("--jobs")
    {
        HelpName = "count",
        Description = "Runs side by side, which share the threads (default: 1). Results do not depend on it.",
    }.Within(1, 256);

    /// <summary>Does a comparison.</summary>
    /// <param name="comparison">What is compared.</param>
    /// <param name="before">What is to be said before the first run, with what stops it; null for nothing.</param>
    /// <returns>The exit code.</returns>
    public int Do(Comparison comparison, Action<CancellationToken>? before = null)
    {
        if (Sharing.Status(parsed))
        {
            if (!Directory.Exists(comparison.Folder))
            {
                throw new InputException(
                    $"{comparison.Folder}: there is no such folder, so nothing of {comparison.Name} has begun. "
                        + $"{(comparison.FolderOption == Comparison.UsualFolderOption ? "Name its folder" : "Name the folder that it lies in")} "
                        + $"with {comparison.FolderOption} where it is another.");
            }

            StatusText.Show(terminal, comparison, new ComparisonStatus(comparison).Read(), common.Json(parsed));
            return ExitCodes.Ok;
        }

        WorkerTerms? worker = Sharing.Worker(parsed, retries: resume);
        string? slurm = Sharing.Slurm(parsed);
        string? sbatch = null;
        if (slurm is not null)
        {
            SlurmScript.RequirePlain(comparison.Folder, terminal.Directory, comparison.FolderOption);
            sbatch = Slurm.Require();
        }

        using Interruption interruption = new();
        WorkAmounts amounts = WorkAmounts.Of(comparison, _data, terminal.Clock);
        bool json = common.Json(parsed);
        using ComparisonFolder folder = slurm is not null || worker is not null
            ? ComparisonFolder.Share(comparison.Folder, comparison.Name, ComparisonPlan.Of(comparison), comparison.FolderOption)
            : ComparisonFolder.Open(comparison.Folder, comparison.Name, resume, comparison.FolderOption);
        ComparisonFolder.CheckResumable(comparison);
        if (slurm is not null && sbatch is not null)
        {
            return Submit(comparison, sbatch, slurm);
        }

        if (worker is null)
        {
            before?.Invoke(interruption.Token);
        }

        IComparisonReporter reporter = ComparisonReporters.Create(terminal, json);
        ComparisonResults results = new(comparison, CommandOf());
        ComparisonSession session = new(results, folder, amounts, reporter, terminal, _data, interruption.Token, worker)
        {
            Cache = cache.Cache(parsed, terminal),
            TensorBoard = TensorBoard,
            Shared = SharedIn is null ? null : new SharedRuns(SharedIn, terminal.Catalog, _data),
        };
        reporter.Started(comparison, jobs, Threads);
        try
        {
            bool succeeded = session.Run(jobs, Threads);
            reporter.Finished(results);
            if (comparison.Printed is { } printed && !json)
            {
                PrintedText.Show(terminal, printed, results);
            }

            WriteReport(comparison, folder, json);
            if (session.Left.Count > 0)
            {
                terminal.Complain(StatusText.Left(comparison, session.Left));
            }

            session.RequireTables();
            return succeeded ? ExitCodes.Ok : ExitCodes.Failure;
        }
        catch (OperationCanceledException)
        {
            terminal.Complain(
                $"Interrupted. What was trained is kept in {terminal.Shown(comparison.Folder)}; the same command "
                    + $"{(worker is null ? "with --resume goes" : "goes")} on from there.");
            return ExitCodes.Interrupted;
        }
    }

    /// <summary>Submits as many workers as there are jobs left.</summary>
    private int Submit(Comparison comparison, string sbatch, string options)
    {
        int left = new ComparisonStatus(comparison).Read().Count(job => job.State is JobState.Waiting || (job.State is JobState.Failed && resume));
        if (left == 0)
        {
            terminal.Say(
                $"{comparison.Name}: no run waits, so nothing was submitted. --status shows how each stands; with --resume what failed is tried again.");
            return ExitCodes.Ok;
        }

        SlurmScript script = new(comparison, options, terminal.Directory);
        bool threads = common.Threads(parsed) > 0;
        string said = Slurm.Submit(sbatch, script, script.Text(ThisProgram.Words(), Sharing.WorkerArguments(parsed), threads, left));
        terminal.Say(
            $"{said}: workers for {Format.Count(left, "job")} that wait, by {terminal.Shown(script.Path)}; they write into "
                + $"{terminal.Shown(Path.Combine(comparison.Folder, SlurmScript.LogsFolder))}. --status in the place of --slurm shows how they stand.");
        return ExitCodes.Ok;
    }

    /// <summary>Writes the report; where the tables stay locked there is none, and what else is to be said is said.</summary>
    private void WriteReport(Comparison comparison, ComparisonFolder folder, bool json)
    {
        IDisposable? locked;
        try
        {
            locked = folder.LockTables();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            terminal.Complain(
                $"There is no report: {comparison.Folder}: the tables cannot be locked: {failure.Sentence()} Once they can be, the same command writes it; "
                    + "nothing is trained again.");
            return;
        }

        using (locked)
        {
            ReportPage.WriteInto(terminal, comparison.Folder, json);
        }
    }

    private string CommandOf()
        => "spikedistill " + string.Join(
            ' ', Sharing.OfTables(parsed).Select(word => word.Contains(' ', StringComparison.Ordinal) ? $"'{word}'" : word));
}
