using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Data;
using SpikeDistill.Recipes;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Tests.Reproduction;

/// <summary>What a run that entries have in common is known by.</summary>
public sealed class RunKeyTests : IDisposable
{
    private static readonly DateTime Written = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_are_known_by_their_files_and_not_by_where_these_lie()
    {
        Put("here", "images", Written);
        Put("moved", "images", Written);
        Put("longer", "more images", Written);
        Put("newer", "images", Written.AddSeconds(1));

        string? here = Key(new Cifar10(), "here");

        Assert.Equal(here, Key(new Cifar10(), "moved"));
        Assert.NotEqual(here, Key(new Cifar10(), "longer"));
        Assert.NotEqual(here, Key(new Cifar10(), "newer"));
        Assert.NotEqual(here, Key(new Cifar10(), "absent"));
    }

    [Fact]
    public void Images_without_files_are_the_same_wherever_others_lie()
        => Assert.Equal(Key(new Synthetic(), "here"), Key(new Synthetic(), "there"));

    private string? Key(DataSource source, string directory)
    {
        ExperimentSettings settings = Recipe.Load(_folder.Write("teacher.yaml", TinyRecipes.Teacher), [], _folder.Path, Catalog.Default);
        return RunKey.Of(settings with { Data = settings.Data with { Source = source } }, Catalog.Default, _folder.In(directory))?.Name;
    }

    private void Put(string directory, string content, DateTime written)
    {
        string file = $"{directory}/cifar-10-batches-bin/data_batch_1.bin";
        _folder.Write(file, content);
        File.SetLastWriteTimeUtc(_folder.In(file), written);
    }
}
