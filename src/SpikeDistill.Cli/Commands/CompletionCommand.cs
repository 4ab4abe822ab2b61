using System.CommandLine;
using SpikeDistill.Cli.Completion;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>completion SHELL</c>: a script that completes commands, options and names.</summary>
internal static class CompletionCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> shell = new("SHELL") { Description = $"The shell: {string.Join(", ", ShellScripts.Shells)}." };
        shell.AcceptOnlyFromAmong([.. ShellScripts.Shells]);
        Command command = new(
            "completion", "Print a script that makes a shell complete commands, options, and names of networks, data sets and recipes.") { shell };
        command.SetAction(parsed =>
        {
            terminal.Output.Write(ShellScripts.For(parsed.GetRequiredValue(shell), ShellScripts.ThisProgram()));
            return ExitCodes.Ok;
        });
        return command;
    }
}
