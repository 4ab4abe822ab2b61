using System.Buffers.Binary;

namespace SpikeDistill.Images;

/// <summary>What the marks of a JPEG say before it is decoded.</summary>
/// <param name="IsProgressive">Whether its scans sharpen the whole picture one after the other, which is kept in memory while they do.</param>
/// <param name="HasEnd">
/// Whether the mark of the end follows the first scan. A progressive picture that is cut decodes, blurred, and no decoder complains.
/// </param>
internal readonly record struct JpegMarks(bool IsProgressive, bool HasEnd)
{
    private const byte Mark = 0xff, StartOfScan = 0xda, EndOfImage = 0xd9, ProgressiveFrame = 0xc2;
    private const int LengthBytes = 2;

    /// <summary>The marks of a file; null for one that is no JPEG.</summary>
    public static JpegMarks? Of(ReadOnlySpan<byte> content)
    {
        if (content is not [Mark, 0xd8, ..]) return null;

        bool progressive = false;
        int at = 2;
        while (at + 2 + LengthBytes <= content.Length && content[at] == Mark)
        {
            byte marker = content[at + 1];
            progressive |= marker == ProgressiveFrame;

            // Within a scan a mark that is none is followed by 0, so that what looks like the end is the end.
            if (marker == StartOfScan) return new JpegMarks(progressive, content[at..].IndexOf([Mark, EndOfImage]) >= 0);
            at += marker == Mark ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(content[(at + 2)..]);
        }

        return new JpegMarks(progressive, HasEnd: false);
    }
}
