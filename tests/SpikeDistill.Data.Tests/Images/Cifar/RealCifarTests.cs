namespace SpikeDistill.Data.Tests.Cifar;

/// <summary>The real files, where SPIKEDISTILL_DATA names a folder that has them.</summary>
public class RealCifarTests
{
    [Fact]
    public void Cifar10_has_its_known_frog_classes_and_mean()
    {
        ImageData data = OpenOrSkip("cifar10");
        Assert.Equal((50_000, 10_000), (data.Train.Count, data.Test.Count));

        // The first pixels of the frog that opens the authors' training images, wherever it is in these.
        byte[] pixels = new byte[3072];
        int frog = Enumerable.Range(0, data.Train.Count).First(index =>
        {
            data.Train.CopyPixels(index, pixels);
            return pixels.AsSpan().StartsWith((ReadOnlySpan<byte>)[59, 62, 63, 43, 46, 45, 50, 48, 43]);
        });
        Assert.Equal("frog", data.Train.ClassNames[data.Train.Label(frog)]);
        AssertBalanced(data.Train, 5000);
        AssertBalanced(data.Test, 1000);
        AssertMean(data);
    }

    [Fact]
    public void Cifar100_has_its_known_classes_and_mean()
    {
        ImageData data = OpenOrSkip("cifar100");
        Assert.Equal((50_000, 10_000), (data.Train.Count, data.Test.Count));
        ICoarseLabels coarse = Assert.IsAssignableFrom<ICoarseLabels>(data.Train);
        IEnumerable<string> mammals = Enumerable.Range(0, data.Train.Count)
            .Where(index => coarse.CoarseClassNames[coarse.CoarseLabel(index)] == "aquatic_mammals")
            .Select(index => data.Train.ClassNames[data.Train.Label(index)]);
        Assert.Equal(["beaver", "dolphin", "otter", "seal", "whale"], mammals.Distinct().Order());
        AssertBalanced(data.Train, 500);
        AssertBalanced(data.Test, 100);
        AssertMean(data);
    }

    private static ImageData OpenOrSkip(string name)
    {
        string? directory = Environment.GetEnvironmentVariable(DataRoot.Variable);
        Assert.SkipUnless(
            directory is { Length: > 0 } && DataSets.IsPresent(name, directory),
            $"No {name} here: set {DataRoot.Variable} to the folder that holds its official binary files to run this test.");
        return DataSets.Open(name, directory);
    }

    private static void AssertBalanced(IImageDataSet set, int perClass)
    {
        int[] counts = new int[set.Classes];
        for (int i = 0; i < set.Count; i++) counts[set.Label(i)]++;
        Assert.All(counts, count => Assert.Equal(perClass, count));
    }

    private static void AssertMean(ImageData data)
    {
        long[] sums = new long[3];
        byte[] pixels = new byte[3072];
        for (int i = 0; i < data.Train.Count; i++)
        {
            data.Train.CopyPixels(i, pixels);
            for (int k = 0; k < pixels.Length; k++) sums[k % 3] += pixels[k];
        }

        // The constants the field uses for CIFAR-100 are 0.0002 off the mean of its training images.
        for (int c = 0; c < 3; c++) Assert.Equal(data.Normalization.Mean[c], sums[c] / (255.0 * 1024 * data.Train.Count), 3e-4);
    }
}
