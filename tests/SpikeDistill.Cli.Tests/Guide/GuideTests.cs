using System.Diagnostics;
using System.Text.RegularExpressions;
using SpikeDistill.Cli.Tests.Packages;
using SpikeDistill.Interop.Npy;
using SpikeDistill.Options;
using SpikeDistill.Recipes;

namespace SpikeDistill.Cli.Tests.Guide;

/// <summary>docs/guide as its reader follows it: page by page in one folder, every file written, every command run, every line it shows printed.</summary>
[Collection(nameof(Publishing))]
public sealed partial class GuideTests : IDisposable
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "guide");
    private readonly TemporaryFolder _place = new();

    [Fact]
    public void Every_command_does_what_the_guide_says()
    {
        // What the guide leaves to its reader: images and photographs of his own, and a network to fetch CIFAR from.
        NpyWriter.Save(_place.In("images.npy"), [5, 32, 32, 3], new byte[5 * 32 * 32 * 3]);
        CifarArchive.Write(_place.In("archive.tar.gz"));
        Photographs.Write(_place.In("photographs"));
        string lastOutput = "";
        int commands = 0;

        foreach (GuideBlock block in Pages().SelectMany(GuideBlock.Read))
        {
            switch (block.Language)
            {
                case "yaml" when FileName().Match(block.Text) is { Success: true } name:
                    _place.Write(name.Groups["name"].Value, block.Text);
                    break;
                case "text":
                    Assert.All(block.Lines, line => Assert.Contains(line, lastOutput, StringComparison.Ordinal));
                    break;
                case "":
                    foreach (string command in block.Lines.Select(Bare).Where(line => line.StartsWith("spikedistill ", StringComparison.Ordinal)))
                    {
                        lastOutput = Run(command, block.Page);
                        commands++;
                    }

                    break;
            }
        }

        Assert.True(commands >= 15, $"The guide has {commands} commands: are its pages read?");
    }

    [Fact]
    public void Its_installation_makes_the_program()
    {
        string command = GuideBlock.Read(Path.Combine(Folder, "README.md"))
            .SelectMany(block => block.Lines)
            .Single(line => line.StartsWith("dotnet publish ", StringComparison.Ordinal));
        Assert.EndsWith(" -o spikedistill", command);
        string[] arguments = [.. command.Split(' ')[1..^1], _place.In("spikedistill"), "--no-build"];

        using (
            Process publish = Process.Start(
                new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, WorkingDirectory = Repository.Root, RedirectStandardOutput = true })!)
        {
            string output = publish.StandardOutput.ReadToEnd();
            publish.WaitForExit();
            Assert.True(publish.ExitCode == 0, output);
        }

        using Process program = Process.Start(
            new ProcessStartInfo(_place.In("spikedistill/spikedistill"), ["recipes"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        Assert.Contains("cifar10-small-tser", program.StandardOutput.ReadToEnd(), StringComparison.Ordinal);
        program.WaitForExit();
        Assert.Equal(0, program.ExitCode);
    }

    [Fact]
    public void Its_index_names_every_page() =>
        Assert.Equal(Directory.GetFiles(Folder, "*.md").Where(file => !file.EndsWith("README.md", StringComparison.Ordinal)).Order(), Pages().Skip(1).Order());

    [Fact]
    public void Its_mistake_is_told_as_it_says()
    {
        GuideBlock[] blocks = [.. GuideBlock.Read(Path.Combine(Folder, "first-run.md"))];
        string recipe = blocks.Single(block => block.Text.StartsWith("# student.yaml\n", StringComparison.Ordinal)).Text;
        _place.Write("student.yaml", recipe.Replace("epochs:", "epohcs:", StringComparison.Ordinal));

        string message = Assert.Throws<RecipeException>(() => Recipe.Load("student.yaml", [], _place.Path)).Message;

        Assert.Equal($"error: {message}\n", blocks.Single(block => block.Language == "console").Text);
    }

    public void Dispose() => _place.Dispose();

    /// <summary>The index, then the pages in its order.</summary>
    private static IEnumerable<string> Pages()
    {
        string index = Path.Combine(Folder, "README.md");
        return [index, .. Link().Matches(File.ReadAllText(index)).Select(match => Path.Combine(Folder, match.Groups["file"].Value))];
    }

    /// <summary>A command without what makes a shell take over its output.</summary>
    private static string Bare(string line) => line.StartsWith("eval \"$(", StringComparison.Ordinal) ? line[7..^2] : line;

    private string Run(string command, string page)
    {
        string[] arguments = [.. Word().Matches(command).Skip(1).Select(match => match.Groups["quoted"].Success ? match.Groups["quoted"].Value : match.Value)];
        if (arguments is ["data", "fetch", ..])
        {
            arguments = [.. arguments, "--from", "archive.tar.gz", "--no-checksum"];
        }

        if (arguments is ["watch", ..])
        {
            return Watch(arguments);
        }

        // Where data sets lie is the environment's to say, of which a process has one of its own.
        if (arguments is not ["data", ..])
        {
            return _place.Succeed(arguments);
        }

        (int code, string output, string errors) = SpikeDistillProcess.Run(_place.Path, arguments);
        Assert.True(code == 0, $"{Path.GetFileName(page)}: '{command}' ends with {code}.\n{errors}");
        return output;
    }

    /// <summary>Ends the page once it is there; its port may be another's here.</summary>
    private string Watch(string[] arguments)
    {
        using SpikeDistillProcess process = SpikeDistillProcess.Start(_place.Path, [.. arguments, "--port", "0"]);
        process.WaitForLine("Ctrl-C ends");
        process.Interrupt();
        (int code, string output, string errors) = process.Finish();
        Assert.True(code == 0, errors);
        return output;
    }

    [GeneratedRegex(@"^\d+\. \[.*?\]\((?<file>[\w-]+\.md)\)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"'(?<quoted>[^']*)'|[^\s']+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"^# (?<name>\S+\.yaml)\n", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();
}
