using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data.Tests.Batches;

public class BatchLoaderTests
{
    private static readonly SyntheticShapes Set = SyntheticShapes.Train(new() { Train = 210 });
    private static readonly ImageView View = ImageView.Training(SyntheticShapes.Normalization, cutout: true);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    [InlineData(3, 3)]
    [InlineData(7, 10)]
    public void Batches_do_not_depend_on_threads_or_depth(int threads, int ahead)
    {
        List<Seen> expected = Read(1, BatchOptions.Training(50, seed: 9) with { Ahead = 0 }, epoch: 4);
        List<Seen> seen = Read(threads, BatchOptions.Training(50, seed: 9) with { Ahead = ahead }, epoch: 4);
        AssertSame(expected, seen);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Reading_can_start_at_any_batch(int first)
    {
        List<Seen> all = Read(2, BatchOptions.Training(50, seed: 9), epoch: 4);
        AssertSame(all[first..], Read(2, BatchOptions.Training(50, seed: 9), epoch: 4, first));
    }

    [Fact]
    public void An_epoch_holds_every_image_once_in_an_order_of_its_own()
    {
        BatchOptions options = BatchOptions.Training(50, seed: 9) with { DropLast = false };
        int[] first = [.. Read(2, options, epoch: 0).SelectMany(batch => batch.Indices)];
        int[] second = [.. Read(2, options, epoch: 1).SelectMany(batch => batch.Indices)];
        Assert.Equal(Enumerable.Range(0, 210), first.Order());
        Assert.Equal(Enumerable.Range(0, 210), second.Order());
        Assert.NotEqual(first, second);
        Assert.NotEqual(Enumerable.Range(0, 210), first);
    }

    [Fact]
    public void A_batch_holds_the_views_and_labels_of_its_images()
    {
        foreach (Seen batch in Read(2, BatchOptions.Training(50, seed: 9), epoch: 4))
        {
            float[] expected = new float[3072];
            for (int i = 0; i < 50; i++)
            {
                View.Render(Set, batch.Indices[i], seed: 9, epoch: 4, expected);
                Assert.Equal(expected, batch.Images.AsSpan(i * 3072, 3072));
                Assert.Equal(Set.Label(batch.Indices[i]), batch.Labels[i]);
            }
        }
    }

    [Fact]
    public void The_last_batch_is_short_or_dropped()
    {
        using Engine engine = new(2);
        BatchLoader keeping = new(engine, Set, View, BatchOptions.Evaluation(50)), dropping = new(engine, Set, View, BatchOptions.Training(50, 1));
        Assert.Equal((5, 210), (keeping.BatchesPerEpoch, keeping.ImagesPerEpoch));
        Assert.Equal((4, 200), (dropping.BatchesPerEpoch, dropping.ImagesPerEpoch));
        Assert.Equal([50, 50, 50, 50, 10], keeping.Epoch(0).Select(batch => batch.Count));
        Assert.Equal([50, 50, 50, 50], dropping.Epoch(0).Select(batch => batch.Count));
        using TensorScope scope = new(engine);
        Assert.Equal(new Shape(10, 32, 32, 3), keeping.Epoch(0, firstBatch: 4).Single().ImagesIn(scope).Shape);
    }

    [Fact]
    public void Evaluation_reads_in_order() =>
        Assert.Equal(Enumerable.Range(0, 210), Read(2, BatchOptions.Evaluation(64), epoch: 0).SelectMany(batch => batch.Indices));

    [Fact]
    public void Reading_can_be_broken_off_and_begun_again()
    {
        using Engine engine = new(2);
        BatchLoader loader = new(engine, Set, View, BatchOptions.Training(20, seed: 9));
        for (int round = 0; round < 20; round++)
        {
            Batch first = loader.Epoch(round).First();
            Assert.Equal((round, 0), (first.Epoch, first.Index));
        }

        AssertSame(Read(1, BatchOptions.Training(20, seed: 9), epoch: 2), Collect(engine, loader, 2, 0));
    }

    [Fact]
    public void Two_epochs_of_one_loader_are_not_read_at_once()
    {
        using Engine engine = new(2);
        BatchLoader loader = new(engine, Set, View, BatchOptions.Training(20, seed: 9));
        foreach (Batch batch in loader.Epoch(0))
        {
            Assert.Throws<InvalidOperationException>(() => loader.Epoch(1).First());
            break;
        }

        Assert.Equal(1, loader.Epoch(1).First().Epoch);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_goes_wrong_in_a_view_reaches_the_reader(int threads)
    {
        using Engine engine = new(threads);
        BatchLoader loader = new(engine, Set, new ImageView(SyntheticShapes.Normalization, new FailsOnce()), BatchOptions.Evaluation(50));
        OwnImagesException error = Assert.Throws<OwnImagesException>(() => loader.Epoch(0).Count());
        Assert.Equal("fails once", error.Part);
        Assert.StartsWith($"The transform 'fails once' failed at image {error.Index} of ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(": out of paint (InvalidOperationException)", error.Message, StringComparison.Ordinal);
        Assert.Equal(5, loader.Epoch(1).Count());
    }

    [Fact]
    public void Images_that_a_transform_cannot_change_are_refused_before_any_is_read()
    {
        using Engine engine = new(1);
        ImageView view = new(GreyShapes.Normalization, new AutoAugment());
        Assert.StartsWith(
            "AutoAugment is defined for the three channels of RGB",
            Assert.Throws<ArgumentException>(() => new BatchLoader(engine, DataSets.Open("synthetic-grey").Test, view, BatchOptions.Evaluation(10))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Time_without_a_batch_is_counted()
    {
        using Engine engine = new(1);
        BatchLoader loader = new(engine, Set, View, BatchOptions.Evaluation(50));
        Assert.Equal(TimeSpan.Zero, loader.StalledTime);
        Assert.Equal(5, loader.Epoch(0).Count());
        Assert.True(loader.StalledTime > TimeSpan.Zero);
    }

    [Fact]
    public void An_epoch_without_a_batch_is_refused()
    {
        using Engine engine = new(1);
        ArgumentException error = Assert.Throws<ArgumentException>(() => new BatchLoader(engine, Set, View, BatchOptions.Training(211, 1)));
        Assert.Contains("210 images", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchLoader(engine, Set, View, BatchOptions.Evaluation(0)));
    }

    private static List<Seen> Read(int threads, BatchOptions options, long epoch, int first = 0)
    {
        using Engine engine = new(threads);
        return Collect(engine, new BatchLoader(engine, Set, View, options), epoch, first);
    }

    private static List<Seen> Collect(Engine engine, BatchLoader loader, long epoch, int first)
    {
        List<Seen> seen = [];
        foreach (Batch batch in loader.Epoch(epoch, first))
        {
            using TensorScope scope = new(engine);
            seen.Add(new Seen(batch.Index, [.. batch.Indices], batch.Labels, batch.ImagesIn(scope).ToArray()));
        }

        return seen;
    }

    private static void AssertSame(List<Seen> expected, List<Seen> seen)
    {
        Assert.Equal(expected.Select(batch => batch.Index), seen.Select(batch => batch.Index));
        foreach ((Seen a, Seen b) in expected.Zip(seen))
        {
            Assert.Equal(a.Indices, b.Indices);
            Assert.Equal(a.Labels, b.Labels);
            Assert.Equal(a.Images, b.Images);
        }
    }

    private sealed record Seen(int Index, int[] Indices, int[] Labels, float[] Images);

    private sealed class FailsOnce : IImageTransform
    {
        private static readonly Entry<IImageTransform> Entry = Entry<IImageTransform>.Of(
            "fails_once", "fails at the 70th image", new Section<FailsOnce>(() => new FailsOnce()));

        private int _calls;

        Entry<IImageTransform> IDeclared<IImageTransform>.Declared => Entry;

        public string Name => "fails once";

        public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random)
        {
            if (Interlocked.Increment(ref _calls) == 70) throw new InvalidOperationException("out of paint");
            source.CopyTo(target);
        }
    }
}
