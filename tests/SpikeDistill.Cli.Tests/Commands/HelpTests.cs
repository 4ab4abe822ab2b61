using System.Text.RegularExpressions;
using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Cli.Recipes;
using SpikeDistill.Recipes;

namespace SpikeDistill.Cli.Tests.Commands;

/// <summary>What help shows works wherever it is read, and the pages say of the commands what help does.</summary>
public sealed partial class HelpTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Recipes_of_examples_are_found_from_an_empty_folder()
    {
        Match[] examples = [.. Commands().SelectMany(command => Example().Matches(Help(command).Split("Examples:")[1]))];

        Assert.Equal(["compare", "import", "train"], examples.Select(example => example.Groups["command"].Value).Distinct().Order(StringComparer.Ordinal));
        foreach (Match example in examples)
        {
            string file = ShippedRecipes.Find(example.Groups["recipe"].Value, _folder.Path);
            if (example.Groups["command"].Value == "compare")
            {
                ComparisonRecipe.Load(file, [], _folder.Path, null, Catalogs.Catalog.Default);
            }
            else
            {
                Recipe.Load(file, [], _folder.Path);
            }
        }
    }

    [Fact]
    public void Every_command_has_examples_of_its_own()
        => Assert.All(
            Commands(), command => Assert.Contains($"spikedistill {command}", Help(command).Split("Examples:\n")[1].Split('\n')[0], StringComparison.Ordinal));

    [Fact]
    public void No_default_is_said_twice()
        => Assert.All(
            Commands(),
            command => Assert.DoesNotMatch(@"\(default: [^)]*\)\.?\s*\[default:", Help(command).Split("Examples:")[0].ReplaceLineEndings(" ")));

    [Fact]
    public void No_command_is_an_example_twice()
    {
        foreach (string command in Commands().Concat(["", "data"]))
        {
            string[] examples = [.. Help(command).Split("Examples:\n")[1].Split("\n\n")[0].Split('\n').Select(line => line.Split('#')[0].Trim())];

            Assert.NotEmpty(examples);
            Assert.Equal(examples.Distinct(), examples);
        }
    }

    [Fact]
    public void A_narrow_terminal_shows_whole_words_and_commands_that_a_shell_takes()
    {
        string text = string.Join('\n', RealTerminal.Show(60, _folder.Path, "import --help"));

        Assert.Contains("""
              # a student of it
              spikedistill train cifar10-small-tser \
                --set 'teacher={checkpoint: teacher.safetensors}'
            """, text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 60, line));
    }

    [Fact]
    public void The_guide_says_which_commands_have_which_options()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "docs/guide/README.md"));

        Assert.Contains($"all but {Names(Commands().Where(command => !Has(command, "--json")))} have `--json`", text, StringComparison.Ordinal);
        Assert.Contains(
            $"those that compute ({Names(Commands().Where(command => Has(command, "--threads")))}) have `--threads`", text, StringComparison.Ordinal);
    }

    private static string Names(IEnumerable<string> commands) => string.Join(", ", commands.Select(command => $"`{command}`"));

    private bool Has(string command, string option) => Help(command).Split("Examples:")[0].Contains(option, StringComparison.Ordinal);

    /// <summary>Every command that does something, in the order in which help names them.</summary>
    private IEnumerable<string> Commands(string above = "")
    {
        string[] sections = Help(above).Split("\nCommands:");
        return sections.Length == 1
            ? [above]
            : Command().Matches(sections[1].Split("\n\n")[0]).SelectMany(match => Commands($"{above} {match.Groups["name"].Value}".Trim()));
    }

    private string Help(string command)
    {
        TestTerminal terminal = new(_folder.Path);
        Assert.Equal(0, CommandLine.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"], terminal.Terminal));
        return terminal.Output.ReplaceLineEndings("\n");
    }

    [GeneratedRegex(
        @"spikedistill ((?<command>train|compare)|(?<command>import) [^\n]*--recipe) (?<recipe>[\w/.-]+)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Example();

    [GeneratedRegex(@"^  (?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Command();
}
