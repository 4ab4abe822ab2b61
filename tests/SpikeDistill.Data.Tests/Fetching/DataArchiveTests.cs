namespace SpikeDistill.Data.Tests.Fetching;

public sealed class DataArchiveTests
{
    /// <summary>The table of the authors' page; torchvision has the same sums for the archives for Python.</summary>
    [Theory]
    [InlineData("cifar-10-binary.tar.gz", "c32a1d4ab5d03f1284b67883e8d87530")]
    [InlineData("cifar-10-python.tar.gz", "c58f30108f718f92721af3b95e74349a")]
    [InlineData("cifar-100-binary.tar.gz", "03b5dce01913d631647c71ecec9e9cb8")]
    [InlineData("cifar-100-python.tar.gz", "eb9058c3a382ffc7106e4002c42a8d85")]
    public void Archives_are_held_to_the_published_sums(string file, string md5)
        => Assert.Equal(md5, DataArchive.Official.SelectMany(archive => archive.Forms).Single(archive => archive.FileName == file).Md5);
}
