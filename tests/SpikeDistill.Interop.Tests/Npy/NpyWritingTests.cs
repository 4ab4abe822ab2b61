using System.Text;
using SpikeDistill.Interop.Npy;

namespace SpikeDistill.Interop.Tests.Npy;

public sealed class NpyWritingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spikedistill-npy-").FullName;

    private string Target => Path.Combine(_folder, "a.npy");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("f4")]
    [InlineData("u1")]
    [InlineData("i8")]
    public void The_file_is_the_one_that_NumPy_writes(string name)
    {
        byte[] expected = NumPyFixture.Bytes(name);
        switch (name)
        {
            case "f4": NpyWriter.Save(Target, [2, 3], new float[] { 0, 1, 2, 100, 101, 127 }); break;
            case "u1": NpyWriter.Save(Target, [2, 3], new byte[] { 0, 1, 2, 100, 101, 127 }); break;
            default: NpyWriter.Save(Target, [2, 3], new long[] { 0, 1, 2, 100, 101, 127 }); break;
        }

        Assert.Equal(expected, File.ReadAllBytes(Target));
    }

    [Theory]
    [InlineData("()")]
    [InlineData("(1,)", 1)]
    [InlineData("(0, 5)", 0, 5)]
    [InlineData("(2, 1, 3, 1, 2)", 2, 1, 3, 1, 2)]
    public void Any_shape_comes_back(string text, params int[] shape)
    {
        float[] values = [.. Enumerable.Range(0, shape.Aggregate(1, (product, extent) => product * extent)).Select(value => value / 2f)];
        NpyWriter.Save(Target, shape, values);
        byte[] bytes = File.ReadAllBytes(Target);
        Assert.Equal(0, (bytes.Length - (4 * values.Length)) % 64);
        Assert.Contains($"'shape': {text}, }}", Encoding.ASCII.GetString(bytes.AsSpan(10, 118)), StringComparison.Ordinal);

        using NpyFile file = NpyFile.Open(Target);
        Assert.Equal(shape.Select(extent => (long)extent), file.Shape);
        Assert.Equal(values, file.ReadSingles());
    }

    [Fact]
    public void Parts_may_come_in_any_order()
    {
        NpyWriter.Save(Target, [2, 2], parts =>
        {
            parts.Write(3, [4]);
            parts.Write(0, [1, 2]);
            Assert.Throws<ArgumentOutOfRangeException>(() => parts.Write(3, [4, 5]));
        });
        using NpyFile file = NpyFile.Open(Target);
        Assert.Equal([1, 2, 0, 4], file.ReadSingles());
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file()
    {
        NpyWriter.Save(Target, [1], new float[] { 1 });
        Assert.Throws<InvalidOperationException>(() => NpyWriter.Save(Target, [1], _ => throw new InvalidOperationException()));
        Assert.Throws<ArgumentException>(() => NpyWriter.Save(Target, [2], new float[] { 1 }));
        using NpyFile file = NpyFile.Open(Target);
        Assert.Equal([1], file.ReadSingles());
        Assert.Single(Directory.GetFiles(_folder));
    }
}
