using SpikeDistill.Tensors;

namespace SpikeDistill.Data.Tests.Transforms;

public class TransformTests
{
    private static readonly ImageShape Small = new(3, 4, 1), Colour = new(32, 32, 3);

    private static readonly byte[] Numbers =
    [
        1, 2, 3, 4,
        5, 6, 7, 8,
        9, 10, 11, 12,
    ];

    [Theory]
    [InlineData(0, 0, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })]
    [InlineData(1, 2, new byte[] { 7, 8, 0, 0, 11, 12, 0, 0, 0, 0, 0, 0 })]
    [InlineData(-1, -1, new byte[] { 0, 0, 0, 0, 0, 1, 2, 3, 0, 5, 6, 7 })]
    [InlineData(2, -3, new byte[] { 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(3, 0, new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(0, 5, new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public void Crop_shifts_and_fills_with_black(int down, int right, byte[] expected)
    {
        byte[] target = Dirty(12);
        Translation.Apply(Numbers, target, Small, down, right);
        Assert.Equal(expected, target);
    }

    [Fact]
    public void Crop_takes_every_place_equally_often()
    {
        // A white pixel in the middle of 9x9 shows where the crop was taken: 81 places, 16,200 draws, 200 each, sigma 14.
        ImageShape shape = new(9, 9, 1);
        byte[] image = new byte[81], target = new byte[81];
        image[40] = 255;
        int[] counts = new int[81];
        for (int i = 0; i < 16_200; i++)
        {
            CounterRandom random = new(1, "crop", i);
            new RandomCrop { Padding = 4 }.Apply(image, target, shape, ref random);
            counts[Array.IndexOf(target, (byte)255)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 130, 270));
    }

    [Fact]
    public void Mirror_keeps_channels_together()
    {
        byte[] target = Dirty(12);
        HorizontalFlip.Mirror([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], target, new ImageShape(2, 2, 3));
        Assert.Equal([4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9], target);
    }

    [Fact]
    public void Flip_happens_half_of_the_time_and_else_copies()
    {
        int mirrored = 0;
        for (int i = 0; i < 10_000; i++)
        {
            byte[] target = Dirty(12);
            CounterRandom random = new(1, "flip", i);
            new HorizontalFlip().Apply(Numbers, target, Small, ref random);
            Assert.Equal(target[0] == 1 ? Numbers : [4, 3, 2, 1, 8, 7, 6, 5, 12, 11, 10, 9], target);
            mirrored += target[0] == 4 ? 1 : 0;
        }

        Assert.InRange(mirrored, 4_800, 5_200);
    }

    [Theory]
    [InlineData(1, 2, new byte[] { 1, 0, 0, 4, 5, 0, 0, 8, 9, 10, 11, 12 })]
    [InlineData(0, 0, new byte[] { 0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })]
    [InlineData(2, 3, new byte[] { 1, 2, 3, 4, 5, 6, 0, 0, 9, 10, 0, 0 })]
    public void Cutout_blackens_a_square_clipped_at_the_border(int centreY, int centreX, byte[] expected)
    {
        byte[] pixels = [.. Numbers];
        new Cutout { Length = 2 }.Blacken(pixels, Small, centreY, centreX);
        Assert.Equal(expected, pixels);
    }

    [Fact]
    public void Cutout_centre_is_uniform_over_the_pixels()
    {
        // Of 32 centres along an axis, those at 8..24 leave the full 16: (17/32)^2 of the holes have 256 pixels.
        ImageShape shape = new(32, 32, 1);
        byte[] white = [.. Enumerable.Repeat((byte)255, 1024)], target = new byte[1024];
        int full = 0, smallest = 1024;
        for (int i = 0; i < 20_000; i++)
        {
            CounterRandom random = new(2, "cutout", i);
            new Cutout { Length = 16 }.Apply(white, target, shape, ref random);
            int black = target.Count(value => value == 0);
            full += black == 256 ? 1 : 0;
            smallest = Math.Min(smallest, black);
        }

        Assert.Equal(17 * 17 / 1024.0, full / 20_000.0, 0.015);
        Assert.Equal(64, smallest);
    }

    [Fact]
    public void Normalization_is_the_formula_per_channel()
    {
        float[] target = new float[6];
        new PixelNormalization([0.5f, 0.25f], [0.5f, 0.125f]).Apply([0, 0, 255, 255, 51, 51], target);
        Assert.Equal([-1f, -2f, 1f, 6f, -0.6f, -0.4f], target.Select(value => MathF.Round(value, 5)));
    }

    [Fact]
    public void Normalization_refuses_what_does_not_fit()
    {
        Assert.Throws<ArgumentException>(() => new PixelNormalization([0.5f], [0.5f, 0.5f]));
        Assert.Throws<ArgumentException>(() => new PixelNormalization([0.5f], [0f]));
        PixelNormalization two = new([0.5f, 0.5f], [1f, 1f]);
        Assert.Throws<ArgumentException>(() => two.Apply(new byte[4], new float[6]));
        Assert.Throws<ArgumentException>(() => two.Apply(new byte[3], new float[3]));
    }

    public static TheoryData<string, IImageTransform, ImageShape> Impossible => new()
    {
        { "'crop.padding' must be a whole number from 0 to 4096, not '-1'.", new RandomCrop { Padding = -1 }, Colour },
        { "'length' is 15 and must be even.", new Cutout { Length = 15 }, Colour },
        { "'cutout.length' must be a whole number from 2 to 4096 (an even one), not '0'.", new Cutout { Length = 0 }, Colour },
        { "'randaugment.magnitude' must be a number from 0 to 10, not '10.5'.", new RandAugment { Magnitude = 10.5 }, Colour },
        { "'randaugment.operations' must be", new RandAugment { Operations = 0 }, Colour },
        { "'randaugment.probability' must be", new RandAugment { Probability = double.NaN }, Colour },
        { "'random_erasing.flattest' must be", new RandomErasing { Flattest = 1.5 }, Colour },
        { "'least_area' is 0.9 and must be at most 'most_area', 0.5.", new RandomResizedCrop { LeastArea = 0.9, MostArea = 0.5 }, Colour },
        { "'least_area' is 0.4 and must be at most 'most_area'", new RandomErasing { LeastArea = 0.4 }, Colour },
        { "'color_jitter.hue' must be a number from 0 to 0.5, not '0.6'.", new ColorJitter { Hue = 0.6 }, Colour },
        { "Leave 'randaugment' out", new RandAugment(), Small },
        { "Leave 'autoaugment' out", new AutoAugment(), Small },
        { "Leave 'color_jitter' out", new ColorJitter(), Small },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Impossible_options_and_images_are_refused_before_anything_is_changed(string expected, IImageTransform transform, ImageShape shape)
        => Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(() => transform.Check(shape)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_view_refuses_options_that_no_recipe_could_say()
        => Assert.Contains(
            "'crop.padding' must be",
            Assert.Throws<ArgumentException>(() => new ImageView(new PixelNormalization([0], [1]), new RandomCrop { Padding = -1 })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Augmentations_are_made_by_name()
    {
        Assert.Equal(
            [
                "random crop", "horizontal flip", "autoaugment", "cutout", "randaugment", "random resized crop", "random erasing", "color jitter",
                "roll", "rotate", "shear", "event augment",
            ],
            ImageTransforms.Names.Select(name => ImageTransforms.Create(name).Name));
        ArgumentException error = Assert.Throws<ArgumentException>(() => ImageTransforms.Create("crops"));
        Assert.Contains(
            "There is no augmentation 'crops'. Those there are: crop, flip, autoaugment, cutout, randaugment, ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_ships_takes_images_of_three_channels_as_it_is()
        => Assert.All(ImageTransforms.All, entry => entry.Default.Check(Colour));

    private static byte[] Dirty(int length) => [.. Enumerable.Repeat((byte)99, length)];
}
