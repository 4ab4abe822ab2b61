using SpikeDistill.Tensors;

namespace SpikeDistill.Data.Tests.Events;

/// <summary>Samples with a time axis in batches.</summary>
public sealed class FrameBatchTests
{
    private static readonly PixelNormalization Constants = PixelNormalization.Counts(2);

    [Fact]
    public void Counts_stay_the_numbers_they_are()
    {
        byte[] counts = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        float[] shown = new float[256];
        Constants.Apply(counts, shown);

        Assert.Equal(counts.Select(one => (float)one), shown);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(2)]
    [InlineData(1)]
    public void Each_step_of_a_network_sees_the_sum_of_its_frames(int steps)
    {
        using Engine engine = new(2);
        using TensorScope scope = new(engine);
        Made set = new(binary: false);
        Batch batch = new BatchLoader(engine, set, new ImageView(Constants), BatchOptions.Evaluation(3)).Epoch(0).First();

        Tensor images = batch.ImagesIn(scope, steps);

        Assert.Equal(new Shape(steps, 3, 2, 3, 2), images.Shape);
        Assert.All(Enumerable.Range(0, images.Values.Length), i => Assert.Equal(Expected(set, i, steps, Enumerable.Sum), images.Values[i]));
    }

    [Fact]
    public void Binary_frames_are_put_together_as_their_union()
    {
        using Engine engine = new(1);
        using TensorScope scope = new(engine);
        Made set = new(binary: true);
        Tensor images = new BatchLoader(engine, set, new ImageView(Constants), BatchOptions.Evaluation(3)).Epoch(0).First().ImagesIn(scope, 2);

        Assert.All(Enumerable.Range(0, images.Values.Length), i => Assert.Equal(Expected(set, i, 2, Enumerable.Max), images.Values[i]));
    }

    [Fact]
    public void Steps_that_do_not_share_the_frames_out_are_refused()
    {
        using Engine engine = new(1);
        using TensorScope scope = new(engine);
        Batch batch = new BatchLoader(engine, new Made(binary: false), new ImageView(Constants), BatchOptions.Evaluation(3)).Epoch(0).First();

        string message = Assert.Throws<ArgumentException>(() => batch.ImagesIn(scope, 3)).Message;

        Assert.Contains("have 4 frames, which 3 steps cannot share out; expected a divisor of 4", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_a_batch_holds_its_own_samples()
    {
        using Engine engine = new(1);
        using TensorScope scope = new(engine);
        Made set = new(binary: false);
        Batch batch = new BatchLoader(engine, set, new ImageView(Constants), BatchOptions.Evaluation(4)).Epoch(0).First();
        float[] whole = batch.ImagesIn(scope, 4).ToArray(), part = batch.Part(1, 2).ImagesIn(scope, 4).ToArray();

        int size = set.Shape.Frame.Size;
        for (int step = 0; step < 4; step++)
        {
            Assert.Equal(whole.AsSpan(((step * 4) + 2) * size, 2 * size).ToArray(), part.AsSpan(step * 2 * size, 2 * size).ToArray());
        }
    }

    [Fact]
    public void An_augmentation_changes_every_frame_of_a_sample_alike()
    {
        Made set = new(binary: false, same: true);
        ImageView view = new(Constants, new HorizontalFlip(), new RandomCrop());
        HashSet<string> seen = [];
        float[] shown = new float[set.Shape.Size];
        for (int epoch = 0; epoch < 20; epoch++)
        {
            view.Render(set, 1, seed: 1, epoch, shown);
            float[][] frames = [.. shown.Chunk(set.Shape.Frame.Size)];
            Assert.All(frames, frame => Assert.Equal(frames[0], frame));
            seen.Add(string.Join(' ', frames[0]));
        }

        Assert.True(seen.Count > 3);
    }

    private static float Expected(Made set, int place, int steps, Func<IEnumerable<int>, int> together)
    {
        int size = set.Shape.Frame.Size, sample = place / size % 3, step = place / size / 3, each = 4 / steps;
        byte[] frames = new byte[set.Shape.Size];
        set.CopyPixels(sample, frames);
        return together(Enumerable.Range(step * each, each).Select(frame => (int)frames[(frame * size) + (place % size)]));
    }

    /// <summary>Samples of four frames of 2x3 pixels.</summary>
    private sealed class Made(bool binary, bool same = false) : IImageDataSet
    {
        public string Name => "frames";

        public int Count => 8;

        public int Classes => 2;

        public IReadOnlyList<string> ClassNames => ["a", "b"];

        public ImageShape Shape => new(2, 3, 2) { Steps = 4, Binary = binary };

        public int Label(int index) => index % 2;

        public void CopyPixels(int index, Span<byte> pixels)
        {
            for (int i = 0; i < Shape.Size; i++)
            {
                int value = (same ? i % Shape.Frame.Size : i) * (index + 3) % 11;
                pixels[i] = (byte)(binary ? value & 1 : value);
            }
        }
    }
}
