using System.CommandLine;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;

namespace SpikeDistill.Cli.Commands;

/// <summary>Options that most commands have.</summary>
internal sealed class CommonOptions
{
    private readonly Option<string?> _dataDirectory = new("--data-dir")
    {
        HelpName = "folder",
        Description = $"Folder that holds the data sets (default: ${DataRoot.Variable}, else spikedistill in the user's cache folder).",
    };

    private readonly Option<int> _threads = new("--threads")
    {
        HelpName = "count",
        Description = "Threads to compute with (default: one for each processor). Results do not depend on it.",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Write JSON lines to standard output, and nothing else." };

    public CommonOptions() => _threads.Within(1, 1024);

    /// <summary>Of commands that train.</summary>
    public static Option<bool> TensorBoard() => new("--tensorboard")
    {
        Description = "Write the measures of every epoch for TensorBoard too, as a file of events in the folder of each run.",
    };

    /// <summary>All of them.</summary>
    public void AddTo(Command command)
    {
        command.Add(_dataDirectory);
        AddComputeTo(command);
    }

    /// <summary>Those of a command that computes without a data set.</summary>
    public void AddComputeTo(Command command)
    {
        command.Add(_threads);
        AddJsonTo(command);
    }

    /// <summary>Those of a command on data sets that does not compute.</summary>
    public void AddDataTo(Command command)
    {
        command.Add(_dataDirectory);
        command.Add(_json);
    }

    /// <summary>For commands that compute nothing and read no data set.</summary>
    public void AddJsonTo(Command command) => command.Add(_json);

    public string? DataDirectory(ParseResult parsed, Terminal terminal)
        => parsed.GetValue(_dataDirectory) is { } folder ? terminal.FullPath(folder) : null;

    public int Threads(ParseResult parsed) => parsed.GetValue(_threads);

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);
}
