using OwnMethod;
using SpikeDistill.Distillation;
using SpikeDistill.Recipes;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Tests.Guide;

/// <summary>The worked example of docs/guide/own-method.md: compiled from where it lies, trained with, and as the page shows it.</summary>
public sealed class OwnMethodTests : IDisposable
{
    private static readonly string Example = Path.Combine(Repository.Root, "examples", "own-method");
    private readonly TemporaryFolder _folder = new();

    static OwnMethodTests()
    {
        // Recipes were read before: a term may be added at any time.
        Recipe.Load(Path.Combine(Repository.Root, "recipes", "cifar10-small-ce.yaml"), [], Repository.Root);
        TermRegistry.Add("cosine", CosineTerm.Definition);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ThePageShowsTheFiles()
    {
        GuideBlock[] blocks = [.. GuideBlock.Read(Path.Combine(Repository.Root, "docs", "guide", "own-method.md"))];

        Assert.Equal(
            new[] { "CosineTerm.cs", "Program.cs", "cosine.yaml" }.Select(file => File.ReadAllText(Path.Combine(Example, file))),
            blocks.Where(block => block.Language.Length > 0).Select(block => block.Text));
        Assert.Contains("TermRegistry.Add(\"cosine\", CosineTerm.Definition);", blocks[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void ItsRecipeTrainsWithItsTerm()
    {
        TestTerminal terminal = new(_folder.Path);

        Assert.True(CommandLine.Run(["train", Path.Combine(Example, "cosine.yaml")], terminal.Terminal) == 0, terminal.Errors);

        IReadOnlyList<EpochMetrics> epochs = RunFolder.Open(_folder.In("runs/cosine-seed0")).ReadMetrics();
        Assert.Equal(["cross_entropy", "cosine"], epochs[^1].Terms.Select(term => term.Name));
        Assert.InRange(epochs[^1].Terms[1].Value, 0, 4);
        Assert.True(epochs[^1].Terms[1].GradientNorm > 0);
        Assert.True(epochs[^1].Terms[1].Value < epochs[0].Terms[1].Value);
    }

    [Fact]
    public void ANameIsTakenOnce()
        => Assert.Contains("already", Assert.Throws<ArgumentException>(() => TermRegistry.Add("cosine", CosineTerm.Definition)).Message, StringComparison.Ordinal);
}
