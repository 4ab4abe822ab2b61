using System.Buffers.Binary;
using SpikeDistill.Interop.SafeTensors;

namespace SpikeDistill.Interop.Tests.SafeTensors;

public sealed class DamageTests
{
    private static readonly byte[] Eight = new byte[8];

    [Theory]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""", "is not valid JSON from line 1, byte 54 on.")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},}""", "not valid JSON")]
    [InlineData("""{"x\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "not valid JSON: a text in it is no Unicode.")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}x""", "not valid JSON")]
    [InlineData(""" {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "does not begin with '{'")]
    [InlineData("[]", "does not begin with '{'")]
    [InlineData("", "does not begin with '{'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "names 'x' twice")]
    [InlineData("""{"x":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "'dtype' twice")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "names 'a' twice")]
    [InlineData("""{"__metadata__":{"a":1},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "expected a string")]
    [InlineData("""{"__metadata__":[],"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "expected an object of strings")]
    [InlineData("""{"x":3}""", "expected an object with dtype")]
    [InlineData("""{"x":{"shape":[2],"data_offsets":[0,8]}}""", "no 'dtype'")]
    [InlineData("""{"x":{"dtype":"F32","data_offsets":[0,8]}}""", "no 'shape'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2]}}""", "no 'data_offsets'")]
    [InlineData("""{"x":{"dtype":3,"shape":[2],"data_offsets":[0,8]}}""", "number as 'dtype'; expected string")]
    [InlineData("""{"x":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}""", "dtype 'F8_E4M3'; expected one of BOOL, U8")]
    [InlineData("""{"x":{"dtype":"7","shape":[2],"data_offsets":[0,8]}}""", "dtype '7'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "-2 in 'shape'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}""", "2.0 in 'shape'")]
    [InlineData("""{"x":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}""", "2 in 'shape'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,99999999999999999999]}}""", "in 'data_offsets'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[8]}}""", "expected a begin and an end")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "expected a begin and an end")]
    [InlineData("""{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "it has 71 bytes, but its header tells of 75; it was cut off")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""", "has 8 bytes of data")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2147483648,2147483648,4],"data_offsets":[0,8]}}""", "has 8 bytes of data")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,8]}}""", "has 8 bytes of data")]
    [InlineData(
        """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""",
        "'y' begins at 2 and overlaps that of 'x', which ends at 4")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "hole of 4 bytes between 'the header'")]
    [InlineData(
        """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"U8","shape":[1],"data_offsets":[7,8]}}""",
        "hole of 3 bytes between 'x' and the data of 'y'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "4 bytes follow the last tensor")]
    public void Each_kind_of_damage_is_named(string header, string message)
    {
        SafeTensorsException failure = Assert.Throws<SafeTensorsException>(() => HandMade.Open(HandMade.File(header, Eight)));
        Assert.StartsWith("'hand.safetensors': ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Equal("hand.safetensors", failure.FileName);
    }

    [Theory]
    [InlineData(100_000_001L)]
    [InlineData(long.MaxValue)]
    [InlineData(-1L)]
    [InlineData(9L)]
    [InlineData(100_000_000L)]
    public void A_lying_header_length_allocates_nothing(long length)
    {
        var content = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(content, length);
        long before = GC.GetAllocatedBytesForCurrentThread();
        SafeTensorsException failure = Assert.Throws<SafeTensorsException>(() => HandMade.Open(content));
        Assert.Contains("header's length", failure.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 18);
    }

    [Fact]
    public void Every_shorter_file_is_refused()
    {
        byte[] whole = Sample();
        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<SafeTensorsException>(() => HandMade.Open(whole[..length]));
        Assert.Throws<SafeTensorsException>(() => HandMade.Open([.. whole, 0]));
        Assert.Contains(
            $"it has {whole.Length - 1} bytes, but its header tells of {whole.Length}; it was cut off.",
            Assert.Throws<SafeTensorsException>(() => HandMade.Open(whole[..^1])).Message,
            StringComparison.Ordinal);
        HandMade.Open(whole).Dispose();
    }

    [Fact]
    public void Any_change_is_read_or_refused_but_never_crashes()
    {
        byte[] whole = Sample();
        var random = new Random(20260);
        int refused = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] changed = [.. whole];
            for (int edits = random.Next(1, 4); edits > 0; edits--)
                changed[random.Next(changed.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : "{}[]\",:0129\\"[random.Next(12)]);
            try
            {
                using SafeTensorsFile file = HandMade.Open(changed);
                foreach (TensorInfo tensor in file.Tensors)
                    Assert.Equal(tensor.ElementCount, file.ReadDoubles(tensor.Name).Length);
            }
            catch (SafeTensorsException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, 19_999);
    }

    private static byte[] Sample()
    {
        var writer = new SafeTensorsWriter { Metadata = { ["format"] = "pt" } };
        writer.Add("a", [2, 3], new float[] { 1, 2, 3, 4, 5, 6 });
        writer.Add("b", [3], new byte[] { 1, 2, 3 });
        writer.Add("c", [], new[] { 4.5 });
        return HandMade.Write(writer);
    }
}
