using System.CommandLine;
using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Reproduction;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;
using SpikeDistill.Recipes;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>reproduce [ENTRY…]</c>: the tables and figures of the papers, from runs of one's own, beside the numbers that they printed.</summary>
internal sealed class ReproduceCommand
{
    /// <summary>The word for every entry.</summary>
    private const string Everything = "all";

    private readonly Argument<string[]> _entries = new("ENTRY")
    {
        HelpName = "ENTRY",
        Description = $"Entries such as tser/table-3, or '{Everything}'; left out, those there are are listed.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> _scale = new("--scale")
    {
        HelpName = "scale",
        Description = "minutes (small networks on synthetic images), hours (a night on a part of CIFAR) or paper (the papers' own settings; says first how "
            + "long it will take on this machine).",
        DefaultValueFactory = _ => ReproductionScale.Minutes,
    };

    private readonly Option<bool> _estimate = new("--estimate")
    {
        Description = "Measure a step of each network, say how long all would take and what memory, and stop.",
    };

    private readonly Option<int?> _jobs = ComparisonWork.Jobs();

    private readonly Option<string[]> _set;

    private readonly Option<string?> _output = new("--out") { HelpName = "folder", Description = "The folder of one entry (default: runs/<name>)." };

    private readonly Option<string?> _into = new("--into")
    {
        HelpName = "folder",
        Description = "The folder that entries have their folders in (default: runs). Teachers and runs that entries in it have in common are trained once.",
    };

    private readonly Option<bool> _resume = new("--resume") { Description = "Go on where it stopped; finished runs are not trained again." };

    private readonly SharingOptions _sharing = new();
    private readonly CacheOptions _cache = new();
    private readonly CommonOptions _common = new();
    private readonly Terminal _terminal;

    private ReproduceCommand(Terminal terminal)
    {
        _terminal = terminal;
        _set = SetOption.Of(
            "key=value",
            "Replaces a value of the entry's comparison, such as seeds=[0,1,2], or of its recipes",
            () => RecipeReference.Of(terminal.Catalog));
        _entries.CompletionSources.Add(_ => [.. ReproductionEntries.Names, Everything]);
        _scale.AcceptOnlyFromAmong([.. ReproductionScale.All]);
    }

    public static Command Create(Terminal terminal)
    {
        ReproduceCommand reproduce = new(terminal);
        Command command = new("reproduce", "Run a table or figure of the papers; what it gives stands beside what they printed.")
        {
            reproduce._entries, reproduce._scale, reproduce._estimate, reproduce._jobs, reproduce._set, reproduce._output,
            reproduce._into, reproduce._resume,
        };
        reproduce._sharing.AddTo(command);
        reproduce._cache.AddTo(command);
        reproduce._common.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(reproduce._estimate) is { Implicit: false } && reproduce._sharing.Given(result) is { } given)
            {
                result.AddError($"{reproduce._estimate.Name} measures and stops, so it does nothing with {given.Name}; give one of them.");
            }
        });
        command.SetAction(reproduce.Do);
        return command;
    }

    private int Do(ParseResult parsed)
    {
        string[] words = [.. (parsed.GetValue(_entries) ?? []).Distinct(StringComparer.Ordinal)];
        if (words.Length == 0)
        {
            ReproductionText.List(_terminal, ReproductionEntries.All(), _common.Json(parsed));
            return ExitCodes.Ok;
        }

        if (words.Contains(Everything, StringComparer.Ordinal) && words.Length > 1)
        {
            throw new InputException($"'{Everything}' stands for every entry; leave out {string.Join(", ", words.Where(word => word != Everything))}.");
        }

        if (words.Contains($"--{Everything}", StringComparer.Ordinal))
        {
            throw new InputException($"Every entry is meant by the word '{Everything}', without dashes: spikedistill reproduce {Everything}.");
        }

        IReadOnlyList<ReproductionEntry> wanted = words is [Everything] ? ReproductionEntries.All() : [.. words.Select(ReproductionEntries.Find)];
        if (wanted.Count > 1 && parsed.GetValue(_output) is not null)
        {
            throw new InputException(
                $"--out is the folder of one entry, but there are {wanted.Count}; leave it out, and each has its own in runs, or in the folder of --into.");
        }

        if (parsed.GetValue(_output) is not null && parsed.GetValue(_into) is not null)
        {
            throw new InputException("--out is the folder of the entry itself, and --into the one that it has its own in; give one of them.");
        }

        if (parsed.GetValue(_into) is { } into && (into.Length == 0 || File.Exists(_terminal.FullPath(into))))
        {
            throw new InputException($"--into '{into}' is {(into.Length == 0 ? "no name" : "a file")}; name a folder, which is made where there is none.");
        }

        return wanted.Count == 1 ? Do(wanted[0], parsed, [], _ => { }) : DoAll(wanted, named: words is not [Everything], parsed);
    }

    /// <summary>Does entries one after another; one that fails does not keep the others from being done.</summary>
    /// <param name="wanted">The entries.</param>
    /// <param name="named">Whether each was asked for by its name, so that one that is left out is a mistake.</param>
    /// <param name="parsed">What was typed.</param>
    private int DoAll(IReadOnlyList<ReproductionEntry> wanted, bool named, ParseResult parsed)
    {
        bool quiet = _common.Json(parsed) || parsed.GetValue(_estimate);
        int worst = ExitCodes.Ok;
        List<string> done = [], failed = [], leftOut = [];
        List<Forecast> forecasts = [];
        HashSet<RunKey> known = [];
        foreach ((int index, ReproductionEntry entry) in wanted.Index())
        {
            if (Hindrance(entry, parsed) is { } hindrance)
            {
                bool absent = hindrance is DataSetException { Reason: DataSetReason.Missing } || entry.NoteOf(parsed.GetRequiredValue(_scale)) is null;
                _terminal.Complain($"{entry.Name} {(absent ? "is left out" : "cannot be done")}: {FailureText.Of(hindrance)}");
                worst = absent && !named ? worst : Math.Max(worst, ExitCodes.BadInput);
                (absent ? leftOut : failed).Add(entry.Name);
                continue;
            }

            if (!quiet)
            {
                _terminal.Say($"[{index + 1} of {wanted.Count}] {entry.Title}");
            }

            int code = DoOne(entry, parsed, known, forecasts.Add);
            if (code == ExitCodes.Interrupted)
            {
                return code;
            }

            worst = Math.Max(worst, code);
            (code == ExitCodes.Ok ? done : failed).Add(entry.Name);
        }

        if (!quiet)
        {
            _terminal.Say(ReproductionText.Summary(done, failed, leftOut));
        }
        else if (forecasts.Count > 1 && !_common.Json(parsed))
        {
            ReproductionText.Total(_terminal, forecasts);
        }

        return leftOut.Count == wanted.Count ? ExitCodes.BadInput : worst;
    }

    /// <summary>An entry of several, of which those that have not begun have no state to be shown.</summary>
    private int DoOne(ReproductionEntry entry, ParseResult parsed, HashSet<RunKey> known, Action<Forecast> told)
    {
        if (_sharing.Status(parsed) && Load(entry, parsed, null) is { } comparison && !Directory.Exists(comparison.Folder))
        {
            _terminal.Complain($"{entry.Name} has not begun: there is no folder {_terminal.Shown(comparison.Folder)}.");
            return ExitCodes.Ok;
        }

        return Do(entry, parsed, known, told);
    }

    /// <summary>What keeps an entry from being done: that it has no such scale, that its data are not there, or a fault; null for nothing.</summary>
    private Exception? Hindrance(ReproductionEntry entry, ParseResult parsed)
    {
        try
        {
            _ = WorkAmounts.Of(Load(entry, parsed, null), _common.DataDirectory(parsed, _terminal), _terminal.Clock);
            return null;
        }
        catch (Exception hindrance) when (hindrance is DataSetException or InputException)
        {
            return hindrance;
        }
    }

    /// <summary>Does an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="parsed">What was typed.</param>
    /// <param name="known">Runs of entries before, which a forecast does not count again.</param>
    /// <param name="told">Is told the forecast that was shown.</param>
    private int Do(ReproductionEntry entry, ParseResult parsed, HashSet<RunKey> known, Action<Forecast> told)
    {
        Comparison comparison = Load(entry, parsed, _terminal.Complain);
        ComparisonWork work = new(_terminal, parsed, _common, _cache, parsed.GetValue(_jobs) ?? 1, parsed.GetValue(_resume))
        {
            Sharing = _sharing,
            SharedIn = parsed.GetValue(_output) is null ? Path.GetDirectoryName(comparison.Folder) : null,
        };
        if (parsed.GetValue(_estimate))
        {
            Tell(CancellationToken.None);
            return ExitCodes.Ok;
        }

        return work.Do(comparison, parsed.GetValue(_scale) == ReproductionScale.Paper ? Tell : null);

        void Tell(CancellationToken token)
        {
            string? data = _common.DataDirectory(parsed, _terminal);
            Forecast forecast = Forecast.Of(comparison, data, work.Threads, known, _terminal.Clock, token);
            ReproductionText.Show(_terminal, entry, forecast, _common.Json(parsed));
            told(forecast);
        }
    }

    private Comparison Load(ReproductionEntry entry, ParseResult parsed, Action<string>? told)
    {
        string scale = parsed.GetRequiredValue(_scale);
        if (entry.NoteOf(scale) is null)
        {
            throw new InputException($"{entry.Name}: there is no scale '{scale}'; it has {string.Join(", ", entry.Scales)}.");
        }

        Comparison comparison = ComparisonRecipe.Load(
            entry.FileOf(scale),
            parsed.GetRequiredValue(_set),
            _terminal.Directory,
            parsed.GetValue(_output) is { } path ? _terminal.FullPath(path) : null,
            _terminal.Catalog,
            told,
            parsed.GetValue(_into) is { } folder ? _terminal.FullPath(folder) : null);
        return comparison with
        {
            Printed = entry.Printed(scale, Measure.All("test", 1), parsed.GetRequiredValue(_set)),
            FolderOption = parsed.GetValue(_into) is null ? Comparison.UsualFolderOption : _into.Name,
        };
    }
}
