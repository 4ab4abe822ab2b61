using SpikeDistill.Interop.SafeTensors;

namespace SpikeDistill.Interop.Tests.SafeTensors;

public sealed class ChecksumTests
{
    [Fact]
    public void A_file_as_it_was_written_holds_its_checksum()
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(new MemoryStream(Written(checksum: true)), "file");
        Assert.True(file.VerifyChecksum());
    }

    [Fact]
    public void A_file_without_checksum_says_so()
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(new MemoryStream(Written(checksum: false)), "file");
        Assert.False(file.VerifyChecksum());
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        byte[] good = Written(checksum: true);
        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            bool verified = false;
            try
            {
                using SafeTensorsFile file = SafeTensorsFile.Open(new MemoryStream(bad), "file");
                verified = file.VerifyChecksum();
            }
            catch (SafeTensorsException error)
            {
                Assert.Equal("file", error.FileName);
            }

            Assert.False(verified, $"bit {bit}");
        }
    }

    [Fact]
    public void The_values_of_other_metadata_and_tensors_are_covered()
    {
        using SafeTensorsFile first = SafeTensorsFile.Open(new MemoryStream(Written(checksum: true)), "file");
        using SafeTensorsFile second = SafeTensorsFile.Open(new MemoryStream(Written(checksum: true, note: "there")), "file");
        Assert.NotEqual(first.Metadata["sha256"], second.Metadata["sha256"]);
    }

    private static byte[] Written(bool checksum, string note = "here")
    {
        SafeTensorsWriter writer = new() { Checksum = checksum };
        writer.Metadata["note"] = note;
        writer.Add("a", [2, 2], new float[] { 1, 2, 3, 4 });
        writer.Add("b", [3], new long[] { 5, 6, 7 });
        using MemoryStream stream = new();
        writer.Write(stream);
        return stream.ToArray();
    }
}
