using System.CommandLine;
using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Cli.Comparisons.Progress;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Commands;

/// <summary>What <c>compare</c> and <c>reproduce</c> do with a comparison: its runs, its tables, and what is said meanwhile.</summary>
internal sealed class ComparisonWork(Terminal terminal, ParseResult parsed, CommonOptions common, CacheOptions cache, int jobs, bool resume)
{
    private readonly string? _data = common.DataDirectory(parsed, terminal);

    /// <summary>Threads of all runs together.</summary>
    public int Threads { get; } = common.Threads(parsed) is > 0 and { } count ? count : Environment.ProcessorCount;

    /// <summary>Whether measures are also written for TensorBoard.</summary>
    public bool TensorBoard { get; init; }

    public static Option<int?> Jobs()
    {
        Option<int?> jobs = new("--jobs")
        {
            HelpName = "count",
            Description = "Runs side by side, which share the threads (default: 1). Results do not depend on it.",
        };
        jobs.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: { } text }] && int.TryParse(text, out int count) && count is < 1 or > 256)
            {
                result.AddError($"--jobs must be a whole number from 1 to 256, not {text}.");
            }
        });
        return jobs;
    }

    /// <summary>Does a comparison.</summary>
    /// <param name="comparison">What is compared.</param>
    /// <param name="before">What is to be said before the first run, with what stops it; null for nothing.</param>
    /// <returns>The exit code.</returns>
    public int Do(Comparison comparison, Action<CancellationToken>? before = null)
    {
        using Interruption interruption = new();
        WorkAmounts amounts = WorkAmounts.Of(comparison, _data, terminal.Clock);
        using ComparisonFolder folder = ComparisonFolder.Open(comparison.Folder, comparison.Name, resume);
        ComparisonFolder.CheckResumable(comparison);
        before?.Invoke(interruption.Token);
        bool json = common.Json(parsed);
        IComparisonReporter reporter = ComparisonReporters.Create(terminal, json);
        ComparisonResults results = new(comparison, CommandOf());
        ComparisonSession session = new(results, folder, amounts, reporter, terminal, _data, interruption.Token)
        {
            Cache = cache.Cache(parsed, terminal),
            TensorBoard = TensorBoard,
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

            ReportPage.WriteInto(terminal, comparison.Folder, json);
            session.RequireTables();
            return succeeded ? ExitCodes.Ok : ExitCodes.Failure;
        }
        catch (OperationCanceledException)
        {
            terminal.Complain(
                $"Interrupted. What was trained is kept in {terminal.Shown(comparison.Folder)}; the same command with --resume goes on from there.");
            return ExitCodes.Interrupted;
        }
    }

    private string CommandOf()
        => "spikedistill " + string.Join(
            ' ', parsed.Tokens.Select(token => token.Value.Contains(' ', StringComparison.Ordinal) ? $"'{token.Value}'" : token.Value));
}
