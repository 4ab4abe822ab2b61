using SpikeDistill.Data;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>A few of the evaluation images, of a set in the order of its classes, as those of folders are.</summary>
public sealed class SomeEvaluationImagesTests : IDisposable
{
    private const int Classes = 3, OfClass = 20;

    private readonly Engine _engine = new(1);
    private readonly ExperimentData _data = ExperimentData.Of(
        new ImageData("ordered", Ordered(), Ordered()), new DataSettings { Augmentation = [] });

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData(45)]
    [InlineData(Classes * OfClass)]
    public void Each_class_has_its_share_among_the_first_of_them_too(int images)
    {
        int[] labels = Labels(images);

        Assert.Equal(images, labels.Length);
        for (int first = 0; first <= images; first++)
        {
            Assert.All(
                Enumerable.Range(0, Classes),
                label => Assert.InRange(labels[..first].Count(one => one == label), first / Classes, (first + Classes - 1) / Classes));
        }
    }

    [Fact]
    public void Fewer_images_than_classes_are_not_those_of_the_first_classes()
    {
        ExperimentData many = ExperimentData.Open(
            new DataSettings { Set = "synthetic", TrainImages = 20, TestImages = 100, Augmentation = [] }, directory: null);

        int[] labels = [.. many.SomeEvaluationBatches(_engine, 5, 5).Epoch(0).SelectMany(batch => batch.Labels)];

        Assert.Equal(5, labels.Distinct().Count());
        Assert.NotEqual([0, 1, 2, 3, 4], labels.Order());
    }

    [Fact]
    public void Test_images_of_a_set_in_the_order_of_its_classes_are_of_all_of_them()
    {
        ExperimentData few = ExperimentData.Of(new ImageData("ordered", Ordered(), Ordered()), new DataSettings { TestImages = 12, Augmentation = [] });

        int[] labels = [.. few.EvaluationBatches(_engine, 5).Epoch(0).SelectMany(batch => batch.Labels)];

        Assert.Equal([4, 4, 4], Enumerable.Range(0, Classes).Select(label => labels.Count(one => one == label)));
    }

    private static OwnImages Ordered() => new("ordered", Classes * OfClass) { LabelInstead = index => index / OfClass };

    private int[] Labels(int images) => [.. _data.SomeEvaluationBatches(_engine, 7, images).Epoch(0).SelectMany(batch => batch.Labels)];
}
