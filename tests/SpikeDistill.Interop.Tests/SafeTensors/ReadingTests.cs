using System.IO.Pipes;
using SpikeDistill.Interop.SafeTensors;

namespace SpikeDistill.Interop.Tests.SafeTensors;

public sealed class ReadingTests
{
    [Fact]
    public void A_file_made_by_hand()
    {
        using SafeTensorsFile file = HandMade.Open(HandMade.File(
            """{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2,1],"data_offsets":[2,10]}"""
                + ""","a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}   """,
            7, 255, 0, 0, 0x80, 0x3F, 0, 0, 0x20, 0xC0));
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal(["b F32 [2, 1]", "a U8 [2]"], file.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal([1f, -2.5f], file.ReadSingles("b"));
        Assert.Equal([1d, -2.5d], file.ReadDoubles("b"));
        Assert.Equal([7L, 255L], file.ReadInt64s("a"));
        Assert.Equal([7f, 255f], file.ReadSingles("a"));
        Assert.Equal([7, 255], file.ReadBytes("a"));
        Assert.Equal(2, file["b"].ElementCount);
        Assert.Equal(8, file["b"].ByteCount);
    }

    // 1, -2 and the type's most telling value, in each type's own bytes.
    [Theory]
    [InlineData("BOOL", new byte[] { 1, 0, 1 }, new double[] { 1, 0, 1 })]
    [InlineData("U8", new byte[] { 1, 254, 255 }, new double[] { 1, 254, 255 })]
    [InlineData("I8", new byte[] { 1, 254, 128 }, new double[] { 1, -2, -128 })]
    [InlineData("I16", new byte[] { 1, 0, 254, 255, 0, 128 }, new double[] { 1, -2, -32768 })]
    [InlineData("F16", new byte[] { 0, 0x3C, 0, 0xC0, 1, 0 }, new[] { 1, -2, 5.9604644775390625e-8 })]
    [InlineData("BF16", new byte[] { 0x80, 0x3F, 0, 0xC0, 0x49, 0x40 }, new[] { 1, -2, 3.140625 })]
    [InlineData("I32", new byte[] { 1, 0, 0, 0, 254, 255, 255, 255, 1, 0, 0, 1 }, new double[] { 1, -2, 16777217 })]
    [InlineData("F32", new byte[] { 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0xDB, 0x0F, 0x49, 0x40 }, new[] { 1, -2, 3.1415927410125732 })]
    [InlineData(
        "I64",
        new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 254, 255, 255, 255, 255, 255, 255, 255, 1, 0, 0, 0, 0, 0, 0x20, 0 },
        new double[] { 1, -2, 9007199254740993 })]
    [InlineData(
        "F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0, 0x18, 0x2D, 0x44, 0x54, 0xFB, 0x21, 9, 0x40 }, new[] { 1, -2, Math.PI })]
    public void Every_type(string dtype, byte[] data, double[] expected)
    {
        using SafeTensorsFile file = HandMade.Open(HandMade.File(
            $$$"""{"x":{"dtype":"{{{dtype}}}","shape":[3],"data_offsets":[0,{{{data.Length}}}]}}""", data));
        Assert.Equal(expected, file.ReadDoubles("x"));
        Assert.Equal(expected.Select(value => (float)value), file.ReadSingles("x"));
        if (dtype.Contains('F', StringComparison.Ordinal))
            Assert.Contains("expected integers", Assert.Throws<SafeTensorsException>(() => file.ReadInt64s("x")).Message, StringComparison.Ordinal);
        else
            Assert.Equal(dtype == "I64" ? [1, -2, 9007199254740993] : expected.Select(value => (long)value), file.ReadInt64s("x"));
    }

    [Fact]
    public void Scalars_empty_tensors_and_files_without_tensors()
    {
        using SafeTensorsFile file = HandMade.Open(HandMade.File(
            """{"none":{"dtype":"F32","shape":[3,0],"data_offsets":[0,0]},"one":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""", 9));
        Assert.Empty(file.ReadSingles("none"));
        Assert.Equal([9f], file.ReadSingles("one"));
        Assert.Empty(file.Metadata);

        using SafeTensorsFile empty = HandMade.Open(HandMade.File("{}"));
        Assert.Empty(empty.Tensors);
    }

    [Fact]
    public void A_missing_name_lists_what_there_is()
    {
        using SafeTensorsFile file = HandMade.Open(HandMade.File("""{"fc.bias":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1));
        Assert.False(file.Contains("fc.weight"));
        Assert.Equal(
            "'hand.safetensors': there is no tensor 'fc.weight'. It holds 1: fc.bias.",
            Assert.Throws<SafeTensorsException>(() => file.ReadSingles("fc.weight")).Message);
    }

    [Fact]
    public void A_pipe_is_refused_with_what_to_do()
    {
        using AnonymousPipeServerStream pipe = new(PipeDirection.In);
        Assert.Equal(
            "'pipe': it cannot be sought, as pipes cannot; expected a file on disk. Copy it to disk first.",
            Assert.Throws<SafeTensorsException>(() => SafeTensorsFile.Open(pipe, "pipe")).Message);
    }

    [Fact]
    public void Names_are_read_as_JSON_strings()
    {
        using SafeTensorsFile file = HandMade.Open(HandMade.File("""{"a\u00fc\"\\":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1));
        Assert.Equal("aü\"\\", file.Tensors[0].Name);
    }
}
