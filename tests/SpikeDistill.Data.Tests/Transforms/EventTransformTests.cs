using SpikeDistill.Tensors;

namespace SpikeDistill.Data.Tests.Transforms;

/// <summary>Changes of frames of events: nothing is mixed, so numbers of events stay what they are.</summary>
public class EventTransformTests
{
    [Fact]
    public void What_rolls_out_on_one_side_comes_in_on_the_other()
    {
        byte[] source = [1, 2, 3, 4, 5, 6, 7, 8, 9], target = new byte[9];

        RandomRoll.Move(source, target, new ImageShape(3, 3, 1), down: 1, right: -1);

        Assert.Equal([8, 9, 7, 2, 3, 1, 5, 6, 4], target);
    }

    [Theory]
    [InlineData(90, new byte[] { 3, 6, 9, 2, 5, 8, 1, 4, 7 })]
    [InlineData(180, new byte[] { 9, 8, 7, 6, 5, 4, 3, 2, 1 })]
    [InlineData(0, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    public void A_turn_is_counter_clockwise_about_the_centre(double degrees, byte[] expected)
    {
        byte[] source = [1, 2, 3, 4, 5, 6, 7, 8, 9], target = new byte[9];

        NearestAffine.Rotate(source, target, new ImageShape(3, 3, 1), degrees);

        Assert.Equal(expected, target);
    }

    [Fact]
    public void A_shear_moves_rows_by_their_distance_from_the_centre()
    {
        byte[] source = [1, 2, 3, 4, 5, 6, 7, 8, 9], target = new byte[9];

        NearestAffine.Shear(source, target, new ImageShape(3, 3, 1), slope: 1);

        Assert.Equal([0, 1, 2, 4, 5, 6, 8, 9, 0], target);
    }

    [Theory]
    [InlineData("roll")]
    [InlineData("rotate")]
    [InlineData("shear")]
    [InlineData("event_augment")]
    public void Every_frame_of_a_sample_is_changed_alike_and_the_seed_decides(string name)
    {
        IImageTransform transform = ImageTransforms.Create(name);
        ImageView view = new(PixelNormalization.Counts(2), transform);
        Twins set = new();
        bool changed = false;
        for (int index = 0; index < set.Count; index++)
        {
            float[] shown = new float[set.Shape.Size], again = new float[set.Shape.Size];
            view.Render(set, index, seed: 3, epoch: 1, shown);
            view.Render(set, index, seed: 3, epoch: 1, again);
            Assert.Equal(shown, again);
            Assert.Equal(shown[..(shown.Length / 2)], shown[(shown.Length / 2)..]);
            Assert.All(shown, value => Assert.InRange(value, 0, 3));
            byte[] plain = new byte[set.Shape.Size];
            set.CopyPixels(index, plain);
            changed |= !shown.SequenceEqual(plain.Select(value => (float)value));
        }

        Assert.True(changed);
    }

    /// <summary>Samples of two frames that are the same.</summary>
    private sealed class Twins : IImageDataSet
    {
        public string Name => "twins";

        public int Count => 12;

        public int Classes => 1;

        public IReadOnlyList<string> ClassNames { get; } = ["one"];

        public ImageShape Shape { get; } = new(9, 7, 2) { Steps = 2 };

        public int Label(int index) => 0;

        public void CopyPixels(int index, Span<byte> pixels)
        {
            CounterRandom random = new(index, "twins");
            int half = Shape.Frame.Size;
            for (int i = 0; i < half; i++) pixels[i] = pixels[half + i] = (byte)random.NextInt(4);
        }
    }
}
