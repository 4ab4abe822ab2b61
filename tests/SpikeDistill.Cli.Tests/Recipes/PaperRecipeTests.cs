using SpikeDistill.Cli.Recipes;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Recipes;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Tests.Recipes;

/// <summary>The recipes of the papers' tables at their full size: the networks are made, and two batches of two images go through each.</summary>
/// <remarks>Photographs are 64x64 of ImageNet's form in place of 224x224, so that this takes seconds; recordings are as large as the published ones.</remarks>
[Trait("Category", "Rare")]
public sealed class PaperRecipeTests(PublishedForms forms, SharedTeachers teachers) : IClassFixture<PublishedForms>, IClassFixture<SharedTeachers>
{
    private const int Batches = 2;

    private static readonly string Folder = Path.Combine(Repository.Root, "recipes");

    public static TheoryData<string> Papers => [.. new[] { "tser", "bkdsnn" }
        .SelectMany(paper => Directory.GetFiles(Path.Combine(Repository.Root, "recipes", paper), "*.yaml"))
        .Select(file => Path.GetRelativePath(Path.Combine(Repository.Root, "recipes"), file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Papers))]
    public void Two_batches_go_through_the_network_at_its_size(string name)
    {
        ExperimentSettings settings = Load(name);
        settings = settings with { Training = settings.Training with { BatchSize = 2, Accumulate = 1 } };
        using Network student = new(teachers.Engine, settings.Network, settings.Neuron, settings.Seed);
        Network? teacher = settings.Teacher?.Recipe is { } path ? teachers.Of(path, () => Load(path)) : null;
        using CancellationTokenSource enough = new();
        TwoBatches observer = new(enough);

        TrainingRun run = new(student, Images(settings.Data.Source), settings) { Teacher = teacher };
        Assert.Throws<OperationCanceledException>(() => run.Train(observer, enough.Token));

        Assert.Equal(Batches, observer.Losses.Count);
        Assert.All(observer.Losses, loss => Assert.True(double.IsFinite(loss)));
    }

    private ExperimentSettings Load(string name)
    {
        string[] changes = name.Contains("imagenet", StringComparison.Ordinal) ? [$"data.path={forms.ImageNet}", "data.size=64", "data.test_images=2"]
            : name.Contains("cifar10dvs", StringComparison.Ordinal) ? [$"data.path={forms.Cifar10Dvs}", "data.test_images=2"]
            : [];
        return Recipe.Load(name, Assignments.Read(changes, Folder), Folder, ProgramCatalog.Shipped);
    }

    private static ImageData Images(DataSource source)
    {
        if (source is not (Cifar10 or Cifar100)) return source.Open();

        DataSetInfo info = source.Describe();
        StandIns images = new(info.Classes, info.Shape);
        return new ImageData(source.Name, images, images, info.Normalization);
    }

    private sealed class TwoBatches(CancellationTokenSource enough) : ITrainingObserver
    {
        public List<double> Losses { get; } = [];

        public void BatchDone(BatchProgress progress)
        {
            Losses.Add(progress.Loss);
            if (Losses.Count == Batches)
            {
                enough.Cancel();
            }
        }

        public void EpochDone(EpochMetrics metrics)
        {
        }

        public void Warning(TrainingWarning warning)
        {
        }
    }

    /// <summary>A few images of the right shape, each of another class.</summary>
    private sealed class StandIns(int classes, ImageShape shape) : IImageDataSet
    {
        public string Name => "stand-ins";

        public int Count => Math.Max(classes, 8);

        public int Classes => classes;

        public IReadOnlyList<string> ClassNames { get; } = [.. Enumerable.Range(0, classes).Select(index => $"class {index}")];

        public ImageShape Shape => shape;

        public int Label(int index) => index % classes;

        public void CopyPixels(int index, Span<byte> pixels) => new Random(index).NextBytes(pixels[..shape.Size]);
    }
}
