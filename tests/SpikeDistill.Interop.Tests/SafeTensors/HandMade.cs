using System.Buffers.Binary;
using System.Text;
using SpikeDistill.Interop.SafeTensors;

namespace SpikeDistill.Interop.Tests.SafeTensors;

/// <summary>Files put together from a header and data, with nothing checked.</summary>
internal static class HandMade
{
    public static byte[] File(string header, params byte[] data) => File(Encoding.UTF8.GetBytes(header), data);

    public static byte[] File(byte[] header, params byte[] data)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. data];
    }

    public static SafeTensorsFile Open(byte[] content) => SafeTensorsFile.Open(new MemoryStream(content), "hand.safetensors");

    public static byte[] Write(SafeTensorsWriter writer)
    {
        using var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }
}
