using SpikeDistill.Interop.SafeTensors;

namespace SpikeDistill.Interop.Tests.SafeTensors;

/// <summary>Tensors of 2 GiB and more, whose bytes no span can hold. Pages of zeros that are only read take no memory, and no disk is needed.</summary>
[Trait("Category", "Rare")]
public sealed class LargeTensorTests
{
    /// <summary>The fewest values of four bytes that take 2 GiB.</summary>
    private const int TwoGibibytes = 1 << 29;

    private const long Needed = 3L << 30;

    [Fact]
    public void A_tensor_of_two_gibibytes_is_written_read_and_checked()
    {
        float[] values = Large();
        using SafeTensorsFile file = Written(writer => writer.Add("large", [TwoGibibytes / 4, 4], values));

        Assert.True(file.VerifyChecksum());
        Assert.Equal(4L * TwoGibibytes, file["large"].ByteCount);
        float[] part = new float[3];
        file.ReadSingles("large", TwoGibibytes - 3, part);
        Assert.Equal([0, 2, 3], part);
        file.ReadSingles("large", (TwoGibibytes / 2) - 1, part);
        Assert.Equal([0, 4, 0], part);
        file.ReadSingles("after", 0, part);
        Assert.Equal([5, 6, 7], part);
    }

    [Fact]
    public void A_tensor_of_two_gibibytes_is_read_whole()
    {
        Assert.SkipUnless(
            GC.GetGCMemoryInfo() is var memory && memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes >= Needed,
            "Reading 2 GiB into memory needs 3 GiB that are free.");
        float[] values = Large();
        using SafeTensorsFile file = Written(writer => writer.Add("large", [TwoGibibytes], values));

        float[] read = file.ReadSingles("large");

        Assert.Equal((TwoGibibytes, 4f, 2f, 3f), (read.Length, read[TwoGibibytes / 2], read[^2], read[^1]));
        Assert.True(read.AsSpan().SequenceEqual(values));
    }

    private static float[] Large()
    {
        float[] values = new float[TwoGibibytes];
        (values[TwoGibibytes / 2], values[^2], values[^1]) = (4, 2, 3);
        return values;
    }

    private static SafeTensorsFile Written(Action<SafeTensorsWriter> add)
    {
        SafeTensorsWriter writer = new() { Checksum = true };
        add(writer);
        writer.Add("after", [3], new float[] { 5, 6, 7 });
        HollowStream stream = new();
        writer.Write(stream);
        Assert.Equal(stream.Length, writer.Length);
        return SafeTensorsFile.Open(stream, "large");
    }
}
