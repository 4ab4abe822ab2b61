using System.Diagnostics;

namespace SpikeDistill.Cli.Tests.Guide;

/// <summary>Programs of examples/ as their reader runs them, each in a folder of its own; the first one runs against the packages (PackageTests).</summary>
public sealed class ExampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_readme_shows_the_first_program()
    {
        string shown = GuideBlock.Read(Path.Combine(Repository.Root, "README.md")).Single(block => block.Language == "csharp").Text;
        string program = File.ReadAllText(Path.Combine(Repository.Root, "examples", "first-program", "Program.cs"));
        Assert.All(shown.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains(line + "\n", program, StringComparison.Ordinal));
    }

    [Fact]
    public void Images_of_ones_own_are_trained_on_and_predicted_by_the_program_and_the_command()
    {
        string[] lines = Run("OwnData");

        Assert.Equal("8 images: horizontal, vertical, rising, falling, horizontal, vertical, rising, falling", lines[^1]);
        TestTerminal terminal = new(_folder.Path);
        Interop.Npy.NpyWriter.Save(_folder.In("images.npy"), [2, 16, 16, 1], new byte[2 * 16 * 16]);
        string[] predict = ["predict", "runs/gratings", "--input", "images.npy", "--output", "logits.npy"];
        Assert.True(CommandLine.Run(predict, terminal.Terminal) == 0, terminal.Errors);
        Assert.Contains("normalized as gratings", terminal.Output, StringComparison.Ordinal);
    }

    private string[] Run(string program)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, program + ".dll")])
        {
            WorkingDirectory = _folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + errors.Result);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
