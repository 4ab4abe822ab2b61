using System.Text;
using SpikeDistill.Interop.SafeTensors;

namespace SpikeDistill.Interop.Tests.SafeTensors;

public sealed class WritingTests
{
    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        var writer = new SafeTensorsWriter { Metadata = { ["z"] = "ü", ["a"] = "\"" } };
        writer.Add("small", [1], new byte[] { 9 });
        writer.Add("x", [1, 2], new[] { 1f, -2.5f });
        const string header = """{"__metadata__":{"a":"\"","z":"ü"},"small":{"dtype":"U8","shape":[1],"data_offsets":[8,9]}"""
            + ""","x":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}""";
        byte[] expected = [0, 0, 0x80, 0x3F, 0, 0, 0x20, 0xC0, 9];
        int length = Encoding.UTF8.GetByteCount(header);
        string padded = header + new string(' ', (8 - (length % 8)) % 8);
        Assert.Equal(HandMade.File(padded, expected), HandMade.Write(writer));
        Assert.Equal(HandMade.Write(writer), HandMade.Write(writer));
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".safetensors");
        try
        {
            float[] singles = [0f, -0f, float.NaN, float.PositiveInfinity, float.Epsilon, float.MaxValue];
            double[] doubles = [Math.PI, double.Epsilon, double.NegativeInfinity];
            long[] longs = [long.MinValue, -1, long.MaxValue];
            var writer = new SafeTensorsWriter { Metadata = { ["epoch"] = "3" } };
            writer.Add("flags", [5], new byte[] { 0, 1, 2, 254, 255 });
            writer.Add("layer1.0.conv1.weight", [1, 2, 3, 1], singles);
            writer.Add("doubles", [3], doubles);
            writer.Add("none", [0, 7], ReadOnlyMemory<float>.Empty);
            writer.Add("longs", [3], longs);
            writer.Save(path);
            writer.Save(path);

            using SafeTensorsFile file = SafeTensorsFile.Open(path);
            Assert.Equal("3", file.Metadata["epoch"]);
            Assert.Equal(["flags", "layer1.0.conv1.weight", "doubles", "none", "longs"], file.Tensors.Select(tensor => tensor.Name));
            Assert.Equal([1, 2, 3, 1], file["layer1.0.conv1.weight"].Shape);
            Assert.Equal([0, 7], file["none"].Shape);
            Assert.Equal(singles.Select(BitConverter.SingleToInt32Bits), file.ReadSingles("layer1.0.conv1.weight").Select(BitConverter.SingleToInt32Bits));
            Assert.Equal(doubles, file.ReadDoubles("doubles"));
            Assert.Equal(longs, file.ReadInt64s("longs"));
            Assert.Equal([0, 1, 2, 254, 255], file.ReadBytes("flags"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Every_tensor_is_aligned_to_its_element()
    {
        var random = new Random(7);
        for (int round = 0; round < 50; round++)
        {
            var writer = new SafeTensorsWriter();
            for (int i = 0; i < 6; i++)
            {
                int count = random.Next(8);
                switch (random.Next(3))
                {
                    case 0: writer.Add($"t{i}", [count], new byte[count]); break;
                    case 1: writer.Add($"t{i}", [count], new float[count]); break;
                    default: writer.Add($"t{i}", [count], new double[count]); break;
                }
            }

            byte[] content = HandMade.Write(writer);
            Assert.Equal(0, BitConverter.ToInt64(content) % 8);
            using SafeTensorsFile file = HandMade.Open(content);
            Assert.All(file.Tensors, tensor => Assert.Equal(0, tensor.Offset % tensor.Type.Size()));
        }
    }

    [Fact]
    public void Values_are_asked_for_when_they_are_written()
    {
        float[] values = [1, 2];
        var writer = new SafeTensorsWriter { Checksum = true };
        writer.Add("x", [2], () => values);
        values[1] = 3;
        using SafeTensorsFile file = HandMade.Open(HandMade.Write(writer));
        Assert.True(file.VerifyChecksum());
        Assert.Equal([1, 3], file.ReadSingles("x"));
        float[] part = new float[1];
        file.ReadSingles("x", 1, part);
        Assert.Equal([3], part);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadSingles("x", 2, part));
        values = [1];
        Assert.Contains("'x' had 2 values", Assert.Throws<InvalidOperationException>(() => HandMade.Write(writer)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_call_is_an_error_at_once()
    {
        var writer = new SafeTensorsWriter();
        writer.Add("x", [2], new float[2]);
        Assert.Contains("taken", Assert.Throws<ArgumentException>(() => writer.Add("x", [2], new float[2])).Message, StringComparison.Ordinal);
        Assert.Contains("reserved", Assert.Throws<ArgumentException>(() => writer.Add("__metadata__", [2], new float[2])).Message, StringComparison.Ordinal);
        Assert.Contains("2 values", Assert.Throws<ArgumentException>(() => writer.Add("y", [3], new float[2])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => writer.Add("y", [-1, -2], new float[2]));
    }
}
