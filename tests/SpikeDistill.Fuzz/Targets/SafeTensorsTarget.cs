using System.Text;
using SpikeDistill.Interop;
using SpikeDistill.Interop.SafeTensors;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>The reader of safetensors files, with every value read in every form.</summary>
internal sealed class SafeTensorsTarget : FuzzTarget
{
    public SafeTensorsTarget() => Seeds = [Small(checksum: true), Small(checksum: false), Many()];

    public override string Name => "safetensors";

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. new[]
        {
            "{", "}", "[", "]", "\"", ",", ":", "\\u0000", "\\ud800", "null", "true", "\"dtype\":\"F32\"", "\"BOOL\"", "\"BF16\"", "\"F64\"", "\"F8_E4M3\"",
            "\"shape\":[]", "\"shape\":[0]", "[2147483647,2147483647]", "\"data_offsets\":[0,0]", "\"__metadata__\":{}", "\"x\":", "/**/", "[[[[[[[[",
            "\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    public override void Read(byte[] input, int seed)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(new MemoryStream(input), "input");
        file.VerifyChecksum();
        foreach (TensorInfo tensor in file.Tensors)
        {
            Expect(file.ReadBytes(tensor.Name).Length == tensor.ByteCount);
            Expect(file.ReadSingles(tensor.Name).Length == tensor.ElementCount);
            Expect(file.ReadDoubles(tensor.Name).Length == tensor.Shape.Aggregate(1L, (product, extent) => product * extent));
        }
    }

    public override bool IsDocumented(Exception failure) => failure is SafeTensorsException;

    // Values of one byte become doubles, the header becomes objects, a checksum is read through a buffer of 64 KiB.
    public override long AllowedBytes(int length) => (256 << 10) + (64L * length);

    public override byte[] Repair(byte[] mutated, int seed, Random random) => SafeTensorsRepair.Repair(mutated, Seeds[seed], random);

    public override void Dispose()
    {
    }

    private static void Expect(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("A tensor's values are not as many as its header says.");
        }
    }

    private static byte[] Small(bool checksum)
    {
        SafeTensorsWriter writer = new() { Checksum = checksum, Metadata = { ["format"] = "pt", ["note"] = "é\"\\" } };
        writer.Add("conv1.weight", [2, 3, 1, 1], new float[] { 1, 2, 3, 4, 5, 6 });
        writer.Add("mask", [3], new byte[] { 1, 2, 3 });
        writer.Add("scalar", [], new[] { 4.5 });
        writer.Add("empty", [0, 7], Array.Empty<long>());
        return Written(writer);
    }

    private static byte[] Many()
    {
        SafeTensorsWriter writer = new();
        for (int i = 0; i < 40; i++)
        {
            writer.Add($"layer{i}.weight", [i % 3, 2], new float[i % 3 * 2]);
        }

        return Written(writer);
    }

    private static byte[] Written(SafeTensorsWriter writer)
    {
        using MemoryStream stream = new();
        writer.Write(stream);
        return stream.ToArray();
    }
}
