using System.Text.RegularExpressions;
using SpikeDistill.Options;
using SpikeDistill.Recipes;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Tests.Recipes;

/// <summary>What the README shows is true.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public void Its_recipe_reads()
    {
        using TemporaryFolder folder = new();
        string yaml = YamlBlock().Match(Readme).Groups["yaml"].Value;

        ExperimentSettings settings = Recipe.Load(folder.Write("mine.yaml", yaml), [], folder.Path);

        Assert.Equal("mine", settings.Name);
        Assert.True(File.Exists(Path.Combine(Repository.Root, Path.GetRelativePath(folder.Path, settings.Teacher!.Recipe!))));
    }

    [Fact]
    public void Its_mistake_is_told_as_it_says()
    {
        using TemporaryFolder folder = new();
        folder.Write("mine.yaml", YamlBlock().Match(Readme).Groups["yaml"].Value.Replace("epochs: 5", "epohcs: 5", StringComparison.Ordinal));

        string message = Assert.Throws<RecipeException>(() => Recipe.Load("mine.yaml", [], folder.Path)).Message;

        Assert.Contains("error: " + message, Readme, StringComparison.Ordinal);
    }

    [GeneratedRegex("```yaml\n(?<yaml>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex YamlBlock();
}
