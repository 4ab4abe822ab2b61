using SpikeDistill.Catalogs;
using Spectre.Console;

namespace SpikeDistill.Cli;

/// <summary>Everything of the outside that commands use, so that tests can put their own in its place.</summary>
internal sealed record Terminal
{
    /// <summary>Columns of output that is not shown in a terminal: wide enough that no table is folded.</summary>
    private const int PipedColumns = 160;

    /// <summary>Standard output, for text to people.</summary>
    public required IAnsiConsole Console { get; init; }

    /// <summary>Standard output, for JSON and help.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Errors { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>The folder that relative paths start from.</summary>
    public required string Directory { get; init; }

    /// <summary>Whether a person watches: progress may then be drawn over.</summary>
    public required bool Interactive { get; init; }

    /// <summary>What recipes and options can name.</summary>
    public Catalog Catalog { get; init; } = Catalog.Default;

    /// <summary>Whether errors show their stack trace.</summary>
    public bool Debug { get; init; }

    public static Terminal OfProcess()
    {
        bool interactive = !System.Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = interactive ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = interactive ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(System.Console.Out),
        });
        if (!interactive)
        {
            console.Profile.Width = PipedColumns;
        }

        return new Terminal
        {
            Console = console,
            Output = System.Console.Out,
            Errors = System.Console.Error,
            Clock = TimeProvider.System,
            Directory = Environment.CurrentDirectory,
            Interactive = interactive,
            Debug = Environment.GetEnvironmentVariable("SPIKEDISTILL_DEBUG") == "1",
        };
    }

    /// <summary>A path as people are shown it: relative where it lies in the current folder.</summary>
    public string Shown(string path)
    {
        string relative = Path.GetRelativePath(Directory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    public string FullPath(string path) => Path.GetFullPath(path, Directory);
}
