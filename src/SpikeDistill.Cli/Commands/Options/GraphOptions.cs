using System.CommandLine;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Runs;

namespace SpikeDistill.Cli.Commands;

/// <summary>What a graph of NIR does not say of its network, on the command line.</summary>
internal sealed class GraphOptions
{
    private readonly Option<int?> _timesteps = new Option<int?>("--timesteps")
    {
        HelpName = "number",
        Description = "Of a graph of NIR: time steps T (default: those that a file of SpikeDistill says, else 4).",
    }.Within(1);

    private readonly Option<double?> _step = new("--dt")
    {
        HelpName = "seconds",
        Description = "Of a graph of NIR: the length of a time step (default: that which a file of SpikeDistill says, else 0.0001).",
    };

    private readonly Option<bool> _frames = new("--frames") { Description = "Of a graph of NIR: every step is given a frame, as event cameras record them." };

    private readonly OutputFile _description;

    /// <param name="weights">The file that the weights are written to.</param>
    public GraphOptions(OutputFile weights) => _description = weights.Beside(
        "--write-description",
        "network.yaml",
        "Of a graph of NIR: file for its nodes, which a recipe names as 'network: {description: network.yaml}' to train on from them (train --init).");

    private IReadOnlyList<Option> All => [_timesteps, _step, _frames];

    public void AddTo(Command command)
    {
        foreach (Option option in All)
        {
            command.Add(option);
        }

        _description.AddTo(command);
    }

    /// <summary>The file for the graph's nodes; null where none is asked for.</summary>
    public string? Description(ParseResult parsed, Terminal terminal, string input) => _description.CheckedIfGiven(parsed, terminal, input);

    /// <summary>Writes that file.</summary>
    public void WriteDescription(string path, Action write) => _description.Write(path, write);

    /// <summary>What was given.</summary>
    public NirImportOptions Value(ParseResult parsed)
    {
        double? step = parsed.GetValue(_step);
        if (step is { } seconds && !(seconds > 0 && double.IsFinite(seconds)))
        {
            throw new InputException(FormattableString.Invariant($"{_step.Name} must be a number of seconds above 0, not {seconds}."));
        }

        return new NirImportOptions { Timesteps = parsed.GetValue(_timesteps), TimeStep = step, Frames = parsed.GetValue(_frames) };
    }

    /// <summary>Refuses them for other files.</summary>
    public void RequireNone(ParseResult parsed)
    {
        string? given = All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name
            ?? (_description.IsGiven(parsed) ? _description.Name : null);
        if (given is not null)
        {
            throw new InputException($"{given} is an option of graphs of NIR, and this is none.");
        }
    }
}
