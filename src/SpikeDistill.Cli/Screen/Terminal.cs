using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;
using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Processes;
using SpikeDistill.Data;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Screen;

/// <summary>Everything of the outside that commands use, so that tests can put their own in its place.</summary>
internal sealed record Terminal
{
    /// <summary>Columns of output that is not shown in a terminal: no table is as wide.</summary>
    private const int PipedColumns = 4000;

    /// <summary>Standard output, for what is drawn: tables, and the lines that show progress.</summary>
    public required IAnsiConsole Console { get; init; }

    /// <summary>
    /// Standard output as it is, for scripts and, by <see cref="WriteJson"/>, for machines. Text to people goes through
    /// <see cref="Say(string)"/>.
    /// </summary>
    public required TextWriter Output { get; init; }

    /// <summary>Standard error; see <see cref="Complain"/>.</summary>
    public required TextWriter Errors { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>The folder that relative paths start from.</summary>
    public required string Directory { get; init; }

    /// <summary>The folder of what is computed and kept for later, where no option names another.</summary>
    public string CacheDirectory { get; init; } = UserCache.Computed;

    /// <summary>Whether a person watches: lines are broken between words, and progress is drawn over.</summary>
    public required bool Interactive { get; init; }

    /// <summary>Whether standard error is watched in the same terminal.</summary>
    public bool ErrorsAreWatched { get; init; }

    /// <summary>What recipes and options can name.</summary>
    public Catalog Catalog { get; init; } = ProgramCatalog.Shipped;

    /// <summary>The process's place among those that train together; null for one alone.</summary>
    public RankPlace? Place { get; init; }

    /// <summary>Whether this process tells and writes what comes out: one alone, or the first of several.</summary>
    public bool Leads => Place is not { Ranks.Rank: > 0 };

    /// <summary>Whether errors show their stack trace.</summary>
    public bool Debug { get; init; }

    public static Terminal OfProcess()
    {
        bool interactive = !System.Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
        StandardOutput output = new(System.Console.Out);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = interactive ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = interactive ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new TerminalOutput(output),
        });
        if (!interactive)
        {
            console.Profile.Width = PipedColumns;
        }

        return new Terminal
        {
            Console = console,
            Output = output,
            Errors = System.Console.Error,
            Clock = TimeProvider.System,
            Directory = Environment.CurrentDirectory,
            Interactive = interactive,
            ErrorsAreWatched = interactive && !System.Console.IsErrorRedirected,
            Debug = Environment.GetEnvironmentVariable("SPIKEDISTILL_DEBUG") == "1",
        };
    }

    /// <summary>One that shows nothing, and keeps errors.</summary>
    public Terminal Silenced(TextWriter errors) => this with
    {
        Console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(TextWriter.Null) }),
        Output = TextWriter.Null,
        Errors = errors,
        Interactive = false,
        ErrorsAreWatched = false,
    };

    /// <summary>Writes a text for people; above the lines that show progress, where there are any.</summary>
    public void Say(string text) => Say(text, Prose.Indent);

    /// <inheritdoc cref="Say(string)"/>
    /// <param name="text">The text.</param>
    /// <param name="indent">How much further in its second line begins where it is broken.</param>
    public void Say(string text, int indent)
    {
        text = Prose.Plain(text);
        if (Interactive)
        {
            Console.Write(new ProseLines(Prose.Wrap(text, Console.Profile.Width, indent)));
        }
        else
        {
            Output.WriteLine(text);
        }
    }

    /// <inheritdoc cref="Say(string)"/>
    public void Say(IEnumerable<string> texts)
    {
        foreach (string text in texts)
        {
            Say(text);
        }
    }

    /// <summary>Shows a table, and says what of it has no room.</summary>
    public void Show(ScreenTable table)
    {
        int width = Console.Profile.Width;
        foreach (Renderable block in table.Render(width))
        {
            Console.Write(block);
        }

        if (table.LeftOut(width) is { } leftOut)
        {
            Say(leftOut);
        }
    }

    /// <summary>Writes a line of JSON, with the same naming as in the files of a run.</summary>
    public void WriteJson(object line) => Output.WriteLine(JsonSerializer.Serialize(line, Json.Line));

    /// <summary>Writes an error for people.</summary>
    public void Complain(string text)
    {
        text = Prose.Plain(text);
        foreach (string line in ErrorsAreWatched ? Prose.Wrap(text, Console.Profile.Width) : [text])
        {
            Errors.WriteLine(line);
        }
    }

    /// <summary>A path as people are shown it: relative where it lies in the current folder.</summary>
    public string Shown(string path)
    {
        string relative = Path.GetRelativePath(Directory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>The place that a word means, from the folder that the program works in.</summary>
    /// <exception cref="InputException">The word is empty.</exception>
    public string FullPath(string path) => path.Length > 0
        ? Path.GetFullPath(path, Directory)
        : throw InputException.NamedByNothing();
}
