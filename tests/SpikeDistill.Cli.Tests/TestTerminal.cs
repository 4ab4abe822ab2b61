using Spectre.Console;
using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Tests;

/// <summary>A terminal that remembers what was written to it.</summary>
internal sealed class TestTerminal
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public TestTerminal(string directory, TimeProvider? clock = null, Catalog? catalog = null)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(_output),
        });
        console.Profile.Width = 160;
        Terminal = new Terminal
        {
            Console = console,
            Output = _output,
            Errors = _errors,
            Clock = clock ?? TimeProvider.System,
            Directory = directory,
            CacheDirectory = Path.Combine(directory, ".cache"),
            Interactive = false,
            Catalog = ProgramCatalog.Of(catalog),
        };
    }

    public Terminal Terminal { get; }

    public string Output => _output.ToString();

    public string Errors => _errors.ToString();
}
