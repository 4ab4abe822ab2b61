using System.Buffers.Binary;

namespace SpikeDistill.Images;

/// <summary>
/// Looks for the end of a progressive JPEG. Its scans sharpen the whole picture one after the other, so one that is cut decodes, blurred,
/// and no decoder complains.
/// </summary>
internal static class ProgressiveJpeg
{
    private const byte Mark = 0xff, StartOfScan = 0xda, EndOfImage = 0xd9, ProgressiveFrame = 0xc2;
    private const int LengthBytes = 2;

    /// <summary>Whether a file is a progressive JPEG without an end.</summary>
    public static bool IsCut(ReadOnlySpan<byte> content)
    {
        if (content is not [Mark, 0xd8, ..]) return false;

        bool progressive = false;
        int at = 2;
        while (at + 2 + LengthBytes <= content.Length && content[at] == Mark)
        {
            byte marker = content[at + 1];
            progressive |= marker == ProgressiveFrame;

            // Within a scan a mark that is none is followed by 0, so that what looks like the end is the end.
            if (marker == StartOfScan) return progressive && content[at..].IndexOf([Mark, EndOfImage]) < 0;
            at += marker == Mark ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(content[(at + 2)..]);
        }

        return false;
    }
}
