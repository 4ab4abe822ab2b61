namespace SpikeDistill.Data.Tests.Images;

public sealed class PixelNormalizationTests
{
    [Fact]
    public void Constants_of_a_set_are_mean_and_deviation_of_its_pixels()
    {
        PixelNormalization constants = PixelNormalization.Of(new TwoImages());
        Assert.Equal([(0 + 51 + 102 + 255) / 4 / 255f, 0.5f], constants.Mean.Select(value => MathF.Round(value, 6)));
        Assert.Equal(MathF.Sqrt(((102 * 102) + (51 * 51) + 0 + (153 * 153)) / 4f) / 255, constants.Deviation[0], 1e-6f);
        Assert.Equal(constants, new ImageData("mine", new TwoImages(), new TwoImages()).Normalization);
    }

    [Fact]
    public void Pixels_normalized_otherwise_are_exchanged_to_the_same_bits_as_from_their_bytes()
    {
        PixelNormalization one = new([0.4914f, 0.4822f, 0.4465f], [0.2023f, 0.1994f, 0.2010f]), other = new([0.5f, 0.1f, 0.9f], [0.247f, 1f, 0.01f]);
        byte[] pixels = [.. Enumerable.Range(0, 3 * 256).Select(i => (byte)(i / 3))];
        float[] by = new float[pixels.Length], expected = new float[pixels.Length];
        one.Apply(pixels, by);
        other.Apply(pixels, expected);
        one.Exchange(by, other, by);
        Assert.Equal(expected, by);
    }

    [Fact]
    public void Blends_of_pixels_are_exchanged_without_being_rounded_to_bytes()
    {
        PixelNormalization one = new([0.4914f], [0.2023f]), other = new([0.5f], [0.01f]);
        float[] shown = new float[256], blended = new float[255], expected = new float[255];
        one.Apply([.. Enumerable.Range(0, 256).Select(i => (byte)i)], shown);
        for (int i = 0; i < blended.Length; i++)
        {
            blended[i] = (0.3f * shown[i]) + (0.7f * shown[i + 1]);
            expected[i] = (((i + 0.7f) / 255) - 0.5f) / 0.01f;
        }

        one.Exchange(blended, other, blended);

        // Half a step of the bytes would be 0.2 here.
        Assert.All(blended.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-4f));
    }

    [Fact]
    public void Constants_are_equal_by_their_values_and_say_them()
    {
        Assert.Equal(new PixelNormalization([0.5f], [0.25f]), new PixelNormalization([0.5f], [0.25f]));
        Assert.NotEqual(new PixelNormalization([0.5f], [0.25f]), new PixelNormalization([0.5f], [0.26f]));
        Assert.Equal("mean 0.4914 0.5, std 0.247 0.25", new PixelNormalization([0.4914f, 0.5f], [0.247f, 0.25f]).ToString());
    }

    private sealed class TwoImages : IImageDataSet
    {
        private static readonly byte[][] Pixels = [[0, 255, 51, 0], [102, 255, 255, 0]];

        public string Name => "two images";

        public int Count => 2;

        public int Classes => 2;

        public IReadOnlyList<string> ClassNames => ["one", "other"];

        public ImageShape Shape => new(1, 2, 2);

        public int Label(int index) => index;

        public void CopyPixels(int index, Span<byte> pixels) => Pixels[index].CopyTo(pixels);
    }
}
