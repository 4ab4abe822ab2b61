using System.CommandLine;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Interop;
using SpikeDistill.Runs;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>--output</c> and <c>--force</c>, or another file beside it: a file that is made, and replaced only when that is said.</summary>
internal sealed class OutputFile
{
    private readonly Option<string> _path;
    private readonly Option<bool> _force = new("--force") { Description = "Replace the output file if there is one." };
    private readonly OutputFile? _main;

    public OutputFile(string helpName, string description, bool isRequired = true)
        => _path = new Option<string>("--output") { HelpName = helpName, Description = description, Required = isRequired };

    private OutputFile(string option, string helpName, string description, OutputFile main)
    {
        _path = new Option<string>(option) { HelpName = helpName, Description = description };
        (_force, _main) = (main._force, main);
    }

    /// <summary>Another file that may be made, under the same <c>--force</c>.</summary>
    public OutputFile Beside(string option, string helpName, string description) => new(option, helpName, description, this);

    public void AddTo(Command command)
    {
        command.Add(_path);
        if (_main is null)
        {
            command.Add(_force);
        }
    }

    /// <summary>The option.</summary>
    public string Name => _path.Name;

    /// <summary>Whether files that are there are replaced.</summary>
    public bool Replaces(ParseResult parsed) => parsed.GetValue(_force);

    /// <summary>Whether the file is asked for.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_path) is not null;

    /// <inheritdoc cref="Checked"/>
    /// <returns>The file; null where none is asked for.</returns>
    public string? CheckedIfGiven(ParseResult parsed, Terminal terminal, string input)
        => IsGiven(parsed) ? Checked(parsed, terminal, input) : null;

    /// <summary>The file, and what can be told of it before hours of work.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Where relative paths start.</param>
    /// <param name="input">The file that is read.</param>
    public string Checked(ParseResult parsed, Terminal terminal, string input)
    {
        string output = terminal.FullPath(parsed.GetRequiredValue(_path));
        if (_main?.IsGiven(parsed) == true && terminal.FullPath(parsed.GetRequiredValue(_main._path)) == output)
        {
            throw new InputException($"{output}: two outputs would be written to this file; name another for one of them.");
        }

        Check(parsed, output, input);
        return output;
    }

    /// <summary>Refuses a file that may not be written, such as one that goes with the output.</summary>
    public void Check(ParseResult parsed, string output, string input)
    {
        if (output == input)
        {
            throw new InputException($"{output}: is the input itself. Name another file with {_path.Name}.");
        }

        if (DiskFile.IsSpecial(output))
        {
            throw new InputException($"{output}: is a named pipe, a device or a socket, which is not replaced. Name a file with {_path.Name}.");
        }

        if (Directory.Exists(output))
        {
            throw new InputException($"{output}: is a folder. Name a file with {_path.Name}.");
        }

        if (File.Exists(output) && !Replaces(parsed))
        {
            throw new InputException($"{output}: there is such a file already. Name another with {_path.Name}, or replace it with --force.");
        }

        if (File.Exists(output) && RunFolder.Keeps(output))
        {
            throw new InputException($"{output}: belongs to a run, which is left as it is. Name another file with {_path.Name}.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(output)))
        {
            throw new InputException($"{output}: its folder does not exist. Make it first, or name another file with {_path.Name}.");
        }
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="RunException">The disk is full, or the folder may not be written.</exception>
    public void Write(string output, Action write) => FileWriting.Guard(output, _path.Name, write);
}
