using System.CommandLine;
using System.CommandLine.Parsing;
using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Cli.Failures;

namespace SpikeDistill.Cli.Commands;

/// <summary>Options of what trains the runs of a comparison on several machines that share a folder.</summary>
internal sealed class SharingOptions
{
    private readonly Option<bool> _worker = new("--worker")
    {
        Description = "Work on the comparison beside others that do, on any machines that share its folder: take the next run that nobody has, until none is "
            + "left. With --resume what failed is tried again.",
    };

    private readonly Option<bool> _wait = new("--wait")
    {
        Description = "With --worker: wait for the runs that others have, and take over those whose process dies.",
    };

    private readonly Option<string?> _slurm = new("--slurm")
    {
        HelpName = "options",
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Write a job array of such workers into the comparison's folder and submit it to Slurm, with these options for sbatch, such as "
            + "'--time=2:00:00 --cpus-per-task=8'.",
    };

    private readonly Option<bool> _status = new("--status")
    {
        Description = "Show of each run whether it is done, running (where, since when, how far), waiting or failed, and do nothing.",
    };

    private IReadOnlyList<Option> All => [_worker, _wait, _slurm, _status];

    public void AddTo(Command command)
    {
        foreach (Option option in All)
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            Option[] works = [_worker, _slurm, _status];
            string[] given = [.. works.Where(option => result.GetResult(option) is not null).Select(option => option.Name)];
            if (given.Length > 1)
            {
                result.AddError($"{string.Join(" and ", given)} do different things; give one of them.");
            }

            if (result.GetResult(_slurm)?.Tokens is [{ Value: var options }, ..] && options.AsSpan().TrimStart() is [not '-', ..])
            {
                result.AddError(
                    $"{_slurm.Name} takes the word behind it for options of sbatch, but '{options}' is none. Put what the command works on before "
                        + $"{_slurm.Name}; options of sbatch stand behind it in one word, such as {_slurm.Name} '--time=2:00:00 --cpus-per-task=8'.");
            }

            if (result.GetResult(_wait) is not null && result.GetResult(_worker) is null)
            {
                result.AddError("--wait says how a worker ends; give it with --worker.");
            }
        });
    }

    /// <summary>The first that was given; null for none.</summary>
    public Option? Given(CommandResult result) => All.FirstOrDefault(option => result.GetResult(option) is { Implicit: false });

    /// <summary>How this process works beside others; null where it works alone.</summary>
    public WorkerTerms? Worker(ParseResult parsed, bool retries)
        => parsed.GetValue(_worker) ? new WorkerTerms(parsed.GetValue(_wait), retries) : null;

    /// <summary>Whether only the state is asked for.</summary>
    public bool Status(ParseResult parsed) => parsed.GetValue(_status);

    /// <summary>The options for sbatch; null where nothing is to be submitted.</summary>
    /// <exception cref="InputException">They have more than a line.</exception>
    public string? Slurm(ParseResult parsed)
        => parsed.GetResult(_slurm) is null ? null
            : parsed.GetValue(_slurm) is not { } options ? ""
            : options.AsSpan().ContainsAny('\r', '\n') ? throw new InputException("--slurm takes options for sbatch in one line, but these have several.")
            : options.Trim();

    /// <summary>The arguments of this command as a worker's: up to the option that makes it one, and those behind it.</summary>
    public (IReadOnlyList<string> Up, IReadOnlyList<string> Behind) WorkerArguments(ParseResult parsed)
    {
        List<Token> words = [.. parsed.Tokens];
        Queue<string> values = new(parsed.GetResult(_slurm)!.Tokens.Select(token => token.Value));
        int first = words.FindIndex(IsSlurm);
        for (int at = first; at >= 0; at = words.FindIndex(IsSlurm))
        {
            Token? next = words.ElementAtOrDefault(at + 1);
            bool hasValue = next is { Type: TokenType.Argument } && values.TryPeek(out string? value) && next.Value == value;
            words.RemoveRange(at, hasValue ? 2 : 1);
            if (hasValue)
            {
                values.Dequeue();
            }
        }

        string[] left = [.. words.Select(word => word.Value)];
        return ([.. left[..first], _worker.Name], left[first..]);

        bool IsSlurm(Token word) => word.Type == TokenType.Option && word.Value == _slurm.Name;
    }

    /// <summary>The arguments without those that say who works, which the tables do not depend on.</summary>
    public IEnumerable<string> OfTables(ParseResult parsed)
        => parsed.Tokens.Select(token => token.Value).Where(token => token != _worker.Name && token != _wait.Name);
}
