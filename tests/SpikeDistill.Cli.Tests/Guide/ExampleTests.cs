using System.Diagnostics;
using SpikeDistill.Inference.Files;
using SpikeDistill.Inference.Graphs;

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

    [Fact]
    public void Pictures_of_a_folder_are_classified_where_they_are_used()
    {
        Student student = EdgeStudent.Make();
        byte[] frames = EdgeStudent.Frames(2);
        Directory.CreateDirectory(_folder.In("pictures"));
        File.WriteAllBytes(_folder.In("student.spkd"), StudentFile.Write(student));
        for (int i = 0; i < 2; i++)
        {
            int size = frames.Length / 2;
            File.WriteAllBytes(_folder.In($"pictures/{i}.ppm"), [.. "P6\n8 8\n255\n"u8, .. frames.AsSpan(i * size, size)]);
        }

        Assert.Equal(EdgeStudent.Expected(student, frames).Select(line => line[0] + ".ppm" + line[1..]), Run("edge", "student.spkd", "pictures"));
    }

    [Theory]
    [InlineData("no pictures are in it; those that are read end in .ppm or .pgm", "student.spkd", "empty")]
    [InlineData("student.spkd: is a file; name a folder of pictures", "student.spkd", "student.spkd")]
    [InlineData("Usage: edge", "student.spkd", "empty", "-1")]
    [InlineData("cut.spkd: ", "cut.spkd", "empty")]
    public void What_cannot_be_classified_is_told(string expected, params string[] arguments)
    {
        Directory.CreateDirectory(_folder.In("empty"));
        byte[] student = StudentFile.Write(EdgeStudent.Make());
        File.WriteAllBytes(_folder.In("student.spkd"), student);
        File.WriteAllBytes(_folder.In("cut.spkd"), student[..^9]);

        (int code, _, string errors) = Start("edge", arguments);

        Assert.NotEqual(0, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    private string[] Run(string program, params string[] arguments)
    {
        (int code, string output, string errors) = Start(program, arguments);
        Assert.True(code == 0, output + errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private (int Code, string Output, string Errors) Start(string program, string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, program + ".dll"), .. arguments])
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
        return (process.ExitCode, output, errors.Result);
    }
}
