using System.IO.Pipes;
using SpikeDistill.Interop.Npy;

namespace SpikeDistill.Interop.Tests.Npy;

public sealed class NpyReadingTests
{
    [Theory]
    [InlineData("u1", NpyType.U8)]
    [InlineData("i1", NpyType.I8)]
    [InlineData("i2", NpyType.I16)]
    [InlineData("i2-big", NpyType.I16)]
    [InlineData("i4", NpyType.I32)]
    [InlineData("i4-big", NpyType.I32)]
    [InlineData("i8", NpyType.I64)]
    [InlineData("i8-big", NpyType.I64)]
    [InlineData("f2", NpyType.F16)]
    [InlineData("f2-big", NpyType.F16)]
    [InlineData("f4", NpyType.F32)]
    [InlineData("f4-big", NpyType.F32)]
    [InlineData("f8", NpyType.F64)]
    [InlineData("f8-big", NpyType.F64)]
    [InlineData("version2", NpyType.F32)]
    [InlineData("version3", NpyType.F32)]
    public void Each_type_byte_order_and_version_reads(string name, NpyType type)
    {
        using NpyFile file = NumPyFixture.Open(name);
        Assert.Equal(type, file.Type);
        Assert.Equal([2, 3], file.Shape);
        Assert.Equal(6, file.ElementCount);
        Assert.Equal([0, 1, 2, 100, 101, 127], file.ReadSingles());
        float[] part = new float[2];
        file.ReadSingles(3, part);
        Assert.Equal([100, 101], part);
    }

    [Fact]
    public void Truth_reads_as_zeros_and_ones()
    {
        using NpyFile file = NumPyFixture.Open("b1");
        Assert.Equal(NpyType.Bool, file.Type);
        Assert.Equal([0, 1, 1, 1, 1, 1], file.ReadSingles());
        Assert.Equal([0, 1, 1, 1, 1, 1], file.ReadBytes());
    }

    [Fact]
    public void Bytes_read_whole_and_in_part()
    {
        using NpyFile file = NumPyFixture.Open("u1");
        Assert.Equal([0, 1, 2, 100, 101, 127], file.ReadBytes());
        byte[] part = new byte[3];
        file.ReadBytes(2, part);
        Assert.Equal([2, 100, 101], part);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadBytes(4, part));
    }

    [Fact]
    public void Fortran_order_is_converted_whole_and_refused_in_part()
    {
        using NpyFile file = NumPyFixture.Open("fortran-f4");
        Assert.True(file.FortranOrder);
        Assert.Equal([2, 3, 4], file.Shape);
        Assert.Equal(Enumerable.Range(0, 24).Select(value => (float)value), file.ReadSingles());
        NpyException failure = Assert.Throws<NpyException>(() => file.ReadSingles(0, new float[1]));
        Assert.Contains("ascontiguousarray", failure.Message, StringComparison.Ordinal);

        using NpyFile bytes = NumPyFixture.Open("fortran-u1");
        Assert.Equal(Enumerable.Range(0, 24).Select(value => (byte)value), bytes.ReadBytes());
    }

    [Fact]
    public void Scalars_vectors_and_empty_arrays_read()
    {
        using NpyFile scalar = NumPyFixture.Open("scalar"), empty = NumPyFixture.Open("empty");
        using NpyFile vector = NumPyFixture.Open("vector"), negative = NumPyFixture.Open("negative");
        Assert.Empty(scalar.Shape);
        Assert.Equal([2.5f], scalar.ReadSingles());
        Assert.Equal([3, 0, 2], empty.Shape);
        Assert.Empty(empty.ReadSingles());
        Assert.Equal([-1.5f, 0.25f], vector.ReadSingles());
        Assert.Equal([-128, -1], negative.ReadSingles());
    }

    [Theory]
    [InlineData("u2", NpyType.U16, 2)]
    [InlineData("u4", NpyType.U32, 4)]
    [InlineData("u8", NpyType.U64, 8)]
    public void Unsigned_types_read_as_numbers_and_as_whole_numbers(string code, NpyType type, int size)
    {
        foreach (bool big in (bool[])[false, true])
        {
            byte[] element = [.. Enumerable.Repeat((byte)0xff, size - 1), 0x7f];
            string header = $"{{'descr': '{(big ? '>' : '<')}{code}', 'fortran_order': False, 'shape': (1,), }}\n";
            byte[] start = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(header)];
            using NpyFile file = NpyFile.Open(new MemoryStream([.. start, .. big ? element.Reverse() : element]), "a.npy");

            Assert.Equal(type, file.Type);
            long expected = long.MaxValue >> (8 * (8 - size));
            Assert.Equal([expected], file.ReadIntegers());
            Assert.Equal([(float)expected], file.ReadSingles());
        }
    }

    [Fact]
    public void A_pipe_is_refused_with_what_to_do()
    {
        using AnonymousPipeServerStream pipe = new(PipeDirection.In);
        Assert.Equal(
            "'pipe': it cannot be sought, as pipes cannot; expected a file on disk. Copy it to disk first.",
            Assert.Throws<NpyException>(() => NpyFile.Open(pipe, "pipe")).Message);
    }

    [Theory]
    [InlineData("structured", "structured type")]
    [InlineData("complex", "'<c8'; expected one of b1, u1")]
    [InlineData("text", "'<U2'")]
    public void Other_types_are_named(string name, string message)
    {
        NpyException failure = Assert.Throws<NpyException>(() => NumPyFixture.Open(name));
        Assert.StartsWith($"'{name}.npy': ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }
}
