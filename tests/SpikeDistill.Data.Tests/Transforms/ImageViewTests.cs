using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data.Tests.Transforms;

public class ImageViewTests
{
    private static readonly SyntheticShapes Set = SyntheticShapes.Train(new() { Train = 40 });
    private static readonly PixelNormalization Plain = new([0f, 0f, 0f], [1f, 1f, 1f]);

    [Fact]
    public void Without_transforms_it_is_the_normalized_image()
    {
        byte[] pixels = new byte[3072];
        Set.CopyPixels(7, pixels);
        Assert.Equal(pixels.Select(value => value / 255f), Render(new ImageView(Plain), 7, 1, 1));
    }

    [Fact]
    public void It_depends_on_seed_epoch_and_sample()
    {
        ImageView view = ImageView.Training(Plain, cutout: true);
        float[] image = Render(view, 7, 1, 1);
        Assert.Equal(image, Render(view, 7, 1, 1));
        Assert.NotEqual(image, Render(view, 7, 1, 2));
        Assert.NotEqual(image, Render(view, 7, 2, 1));
        Assert.NotEqual(image, Render(view, 8, 1, 1));
    }

    [Fact]
    public void Steps_run_in_order_and_cutout_is_black_before_normalization()
    {
        byte[] a = new byte[3072], b = new byte[3072];
        Set.CopyPixels(3, a);
        CounterRandom crop = new(5, "view/random crop/0", 2, 3), flip = new(5, "view/horizontal flip/0", 2, 3), cutout = new(5, "view/cutout/0", 2, 3);
        new RandomCrop().Apply(a, b, Set.Shape, ref crop);
        new HorizontalFlip().Apply(b, a, Set.Shape, ref flip);
        new Cutout().Apply(a, b, Set.Shape, ref cutout);
        PixelNormalization normalization = new([0.5f, 0.4f, 0.3f], [0.2f, 0.2f, 0.2f]);
        float[] expected = new float[3072];
        normalization.Apply(b, expected);
        float[] image = Render(ImageView.Training(normalization, cutout: true), 3, 5, 2);
        Assert.Equal(expected, image);
        Assert.True(image.Count(value => value == (0f - 0.5f) / 0.2f) >= 64);
    }

    [Fact]
    public void Adding_a_transform_does_not_change_what_the_others_draw()
    {
        float[] without = Render(new ImageView(Plain, new RandomCrop()), 3, 5, 2);
        float[] with = Render(new ImageView(Plain, new RandomCrop(), new Cutout()), 3, 5, 2);
        Assert.All(without.Zip(with), pair => Assert.True(pair.Second == pair.First || pair.Second == 0));
    }

    [Fact]
    public void The_same_transform_twice_draws_twice()
    {
        float[] once = Render(new ImageView(Plain, new Cutout { Length = 8 }), 3, 5, 2);
        float[] twice = Render(new ImageView(Plain, new Cutout { Length = 8 }, new Cutout { Length = 8 }), 3, 5, 2);
        Assert.True(twice.Count(value => value == 0) > once.Count(value => value == 0));
    }

    [Fact]
    public void A_target_of_the_wrong_size_is_refused()
        => Assert.Throws<ArgumentException>(() => new ImageView(Plain).Render(Set, 0, 0, 0, new float[3071]));

    [Fact]
    public void A_part_of_ones_own_is_named_where_it_fails_also_through_a_set_of_ones_own()
    {
        ImageView view = new(new PixelNormalization([0f], [1f]), new NoPart());
        foreach (IImageDataSet set in (IImageDataSet[])[new Large(), GuardedImages.Of(new Large())])
        {
            OwnImagesException error = Assert.Throws<OwnImagesException>(() => view.Render(set, 1, 0, 0, new float[4]));

            Assert.Equal("The transform 'no part' failed at image 1 of 'large': nothing to show (InvalidOperationException)", error.Message);
        }
    }

    private static float[] Render(ImageView view, int index, long seed, long epoch)
    {
        float[] target = new float[3072];
        view.Render(Set, index, seed, epoch, target);
        return target;
    }

    /// <summary>Pictures larger than they are shown.</summary>
    private sealed class Large : IImageDataSet
    {
        public string Name => "large";

        public int Count => 2;

        public int Classes => 1;

        public IReadOnlyList<string> ClassNames => ["all"];

        public ImageShape Shape => new(2, 2, 1);

        public bool HasWholePictures => true;

        public int Label(int index) => 0;

        public void CopyPixels(int index, Span<byte> pixels) => pixels.Clear();

        public void CopyPart(int index, IPart part, ref CounterRandom random, Span<byte> pixels)
            => pixels.Fill((byte)part.Draw(new ImageShape(9, 9, 1), ref random).Top);
    }

    /// <summary>Fails.</summary>
    private sealed record NoPart : IPartTransform
    {
        private static readonly Entry<IImageTransform> Entry = Entry<IImageTransform>.Of("no_part", "fails", new Section<NoPart>(() => new NoPart()));

        public string Name => "no part";

        Entry<IImageTransform> IDeclared<IImageTransform>.Declared => Entry;

        public PixelBox Draw(ImageShape shape, ref CounterRandom random) => throw new InvalidOperationException("nothing to show");

        public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random) => source.CopyTo(target);
    }
}
