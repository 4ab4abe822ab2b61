namespace SpikeDistill.Cli.Tests;

/// <summary>Commands within this process, in the folder of a test. What only a process of its own can show is <see cref="SpikeDistillProcess"/>'s.</summary>
internal static class CommandRun
{
    /// <summary>Runs a command to its good end.</summary>
    /// <returns>What it wrote.</returns>
    public static string Succeed(this TemporaryFolder folder, params string[] command) => folder.Fail(0, command).Output;

    /// <summary>Runs a command to its good end, and hears how it went too.</summary>
    /// <returns>What it wrote to standard output, and to standard error.</returns>
    public static (string Output, string Told) Follow(this TemporaryFolder folder, params string[] command) => folder.Fail(0, command);

    /// <summary>Runs a command that is refused for its input: nothing is written but one error.</summary>
    /// <returns>The error.</returns>
    public static string Refuse(this TemporaryFolder folder, params string[] command)
    {
        (string output, string errors) = folder.Fail(2, command);
        Assert.Empty(output);
        return errors;
    }

    /// <summary>Runs a command that ends with an exit code other than 0.</summary>
    /// <returns>What it wrote, and the error.</returns>
    public static (string Output, string Errors) Fail(this TemporaryFolder folder, int code, params string[] command)
    {
        TestTerminal terminal = new(folder.Path);
        int ended = CommandLine.Run(command, terminal.Terminal);
        Assert.True(code == ended, $"{string.Join(' ', command)}: {ended}\n{terminal.Errors}{terminal.Output}");
        Assert.DoesNotContain("   at ", terminal.Errors, StringComparison.Ordinal);
        return (terminal.Output.ReplaceLineEndings("\n"), terminal.Errors.ReplaceLineEndings("\n"));
    }
}
