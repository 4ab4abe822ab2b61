using System.Buffers.Binary;
using System.Text;
using SpikeDistill.Interop.SafeTensors;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>Gives a mutated safetensors file a header length that fits, and a checksum that holds.</summary>
internal static class SafeTensorsRepair
{
    private const int LengthField = 8;

    private static readonly byte[] BeforeChecksum = Encoding.ASCII.GetBytes($"\"{SafeTensorsChecksum.Key}\":\"");

    public static byte[] Repair(byte[] mutated, byte[] original, Random random)
    {
        bool lengthToo = random.Next(3) > 0, checksumToo = random.Next(3) > 0;
        long header = BinaryPrimitives.ReadInt64LittleEndian(original);
        long data = original.Length - LengthField - header;
        long fitting = mutated.Length - LengthField - data;
        byte[] repaired = [.. mutated];
        if (lengthToo && fitting >= 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(repaired, fitting);
        }

        if (checksumToo && repaired.Length > LengthField)
        {
            Sign(repaired);
        }

        return repaired;
    }

    private static void Sign(byte[] file)
    {
        long length = BinaryPrimitives.ReadInt64LittleEndian(file);
        int at = file.AsSpan().IndexOf(BeforeChecksum) + BeforeChecksum.Length;
        if (length < 0 || length > file.Length - LengthField || at < BeforeChecksum.Length || at + SafeTensorsChecksum.Unset.Length > LengthField + length)
        {
            return;
        }

        Encoding.ASCII.GetBytes(SafeTensorsChecksum.Unset, file.AsSpan(at));
        byte[] header = file[LengthField..(int)(LengthField + length)];
        SafeTensorsChecksum.Set(header, [hash => hash.AppendData(file.AsSpan((int)(LengthField + length)))]);
        header.CopyTo(file, LengthField);
    }
}
