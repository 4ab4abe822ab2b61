using System.Security.Cryptography;

namespace SpikeDistill.Data.Tests.Synthetic;

public class SyntheticShapesTests
{
    [Theory]
    [InlineData(10, "4aa46966b2fd5c8e")]
    [InlineData(20, "914217e536d524e4")]
    public void Images_are_the_golden_ones(int classes, string expected)
    {
        SyntheticShapes set = SyntheticShapes.Train(new() { Train = 100, Classes = classes, Seed = 3 });
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < set.Count; i++) hash.AppendData(Pixels(set, i));
        Assert.Equal(expected, Convert.ToHexStringLower(hash.GetHashAndReset())[..16]);
    }

    [Fact]
    public void An_image_depends_on_seed_part_and_index_alone()
    {
        Data.Synthetic options = new() { Train = 60, Test = 60 };
        SyntheticShapes set = SyntheticShapes.Train(options), larger = SyntheticShapes.Train(options with { Train = 90 });
        byte[] backwards = Pixels(set, 59);
        Parallel.For(0, 60, i => Assert.Equal(Pixels(set, i), Pixels(larger, i)));
        Assert.Equal(backwards, Pixels(set, 59));
        Assert.NotEqual(Pixels(set, 5), Pixels(SyntheticShapes.Test(options), 5));
        Assert.NotEqual(Pixels(set, 5), Pixels(SyntheticShapes.Train(options with { Seed = 1 }), 5));
    }

    [Fact]
    public void Threads_that_read_one_image_together_see_the_same()
    {
        byte[] expected = Pixels(SyntheticShapes.Train(new() { Train = 1 }), 0);
        for (int round = 0; round < 50; round++)
        {
            SyntheticShapes set = SyntheticShapes.Train(new() { Train = 1 });
            Parallel.For(0, 4, _ => Assert.Equal(expected, Pixels(set, 0)));
        }
    }

    [Fact]
    public void Classes_are_balanced_and_named_by_their_rule()
    {
        SyntheticShapes set = SyntheticShapes.Train(new() { Train = 40, Classes = 20 });
        Assert.All(Enumerable.Range(0, 20), label => Assert.Equal(2, Enumerable.Range(0, 40).Count(i => set.Label(i) == label)));
        Assert.Equal(("striped disc", "checked square", "ringed ring"), (set.ClassNames[0], set.ClassNames[6], set.ClassNames[19]));
        Assert.Equal(20, set.ClassNames.Distinct().Count());
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(21, 10)]
    [InlineData(10, 0)]
    public void Impossible_options_are_refused(int classes, int count)
        => Assert.Throws<ArgumentException>(() => SyntheticShapes.Train(new() { Classes = classes, Train = count }));

    [Fact]
    public void Normalization_constants_are_those_of_the_training_images()
    {
        SyntheticShapes set = SyntheticShapes.Train(new() { Train = 2000 });
        double[] sums = new double[3], squares = new double[3];
        for (int i = 0; i < set.Count; i++)
        {
            byte[] pixels = Pixels(set, i);
            for (int k = 0; k < pixels.Length; k++)
            {
                sums[k % 3] += pixels[k] / 255.0;
                squares[k % 3] += pixels[k] / 255.0 * (pixels[k] / 255.0);
            }
        }

        for (int c = 0; c < 3; c++)
        {
            double mean = sums[c] / (1024 * set.Count);
            Assert.Equal(SyntheticShapes.Normalization.Mean[c], mean, 0.01);
            Assert.Equal(SyntheticShapes.Normalization.Deviation[c], Math.Sqrt((squares[c] / (1024 * set.Count)) - (mean * mean)), 0.005);
        }
    }

    private static byte[] Pixels(SyntheticShapes set, int index)
    {
        byte[] pixels = new byte[3072];
        set.CopyPixels(index, pixels);
        return pixels;
    }
}
