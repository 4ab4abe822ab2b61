using OwnMethod;
using SpikeDistill.Catalogs;
using SpikeDistill.Options;
using SpikeDistill.Recipes;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Tests.Guide;

/// <summary>The worked example of docs/guide/own-method.md: compiled from where it lies, trained with, and as the page shows it.</summary>
public sealed class OwnMethodTests : IDisposable
{
    private static readonly string Example = Path.Combine(Repository.Root, "examples", "own-method");
    private readonly TemporaryFolder _folder = new();
    private readonly Catalog _catalog = new();

    public OwnMethodTests()
    {
        _catalog.Terms.Add(CosineTerm.Entry);
        _catalog.Methods.Add(CosineTerm.Method);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_page_shows_the_files()
    {
        GuideBlock[] blocks = [.. GuideBlock.Read(Path.Combine(Repository.Root, "docs", "guide", "own-method.md"))];

        Assert.Equal(
            new[] { "Program.cs", "cosine.yaml" }.Select(file => File.ReadAllText(Path.Combine(Example, file))),
            blocks.Where(block => block.Language.Length > 0).Select(block => block.Text));
    }

    [Fact]
    public void Its_recipe_trains_with_its_method()
    {
        TestTerminal terminal = new(_folder.Path, catalog: _catalog);

        Assert.True(CommandLine.Run(["train", Path.Combine(Example, "cosine.yaml")], terminal.Terminal) == 0, terminal.Errors);

        RunFolder run = RunFolder.Open(_folder.In("runs/cosine-seed0"), _catalog);
        IReadOnlyList<EpochMetrics> epochs = run.ReadMetrics();
        Assert.Equal(new CosineTerm { Weight = 2 }, run.Settings.Objective.Terms[1]);
        Assert.Equal(["cross_entropy", "cosine"], epochs[^1].Terms.Select(term => term.Name));
        Assert.InRange(epochs[^1].Terms[1].Value, 0, 4);
        Assert.True(epochs[^1].Terms[1].GradientNorm > 0);
        Assert.True(epochs[^1].Terms[1].Value < epochs[0].Terms[1].Value);
    }

    [Fact]
    public void Without_its_catalog_the_name_is_unknown()
    {
        string message = Assert.Throws<RecipeException>(() => Recipe.Load(Path.Combine(Example, "cosine.yaml"), [], _folder.Path)).Message;

        Assert.Contains("'objective.method' must be one of cross_entropy", message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Catalog.Default.Terms.Add(CosineTerm.Entry));
    }
}
