using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using SpikeDistill.Interop;

namespace SpikeDistill.Data;

/// <summary>
/// Frames of recordings, kept for the next time: a file for each, packed, behind its sum. Its name follows from the recording's path, length and
/// time and from how it is cut, so a recording that changes is read again; a file that is damaged counts as none.
/// </summary>
/// <param name="folder">Where they are kept.</param>
/// <param name="framing">How recordings are cut.</param>
internal sealed class FrameCache(string folder, EventFraming framing)
{
    /// <summary>The frames of a set that are kept in the user's cache.</summary>
    /// <param name="set">The set's folder.</param>
    /// <param name="framing">How recordings are cut.</param>
    public static FrameCache Of(string set, EventFraming framing)
    {
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(set)))[..32];
        return new FrameCache(Path.Combine(UserCache.Computed, "frames", name), framing);
    }

    /// <summary>Reads the frames of a recording.</summary>
    /// <param name="stamp">What tells the recording from others.</param>
    /// <param name="frames">Receives them.</param>
    /// <returns>Whether they were kept, whole.</returns>
    public bool TryRead(string stamp, Span<byte> frames)
    {
        try
        {
            using FileStream file = new(FileOf(stamp), FileMode.Open, FileAccess.Read, FileShare.Read);
            Span<byte> sum = stackalloc byte[SHA256.HashSizeInBytes], read = stackalloc byte[SHA256.HashSizeInBytes];
            if (file.ReadAtLeast(sum, sum.Length, throwOnEndOfStream: false) < sum.Length) return false;

            using DeflateStream packed = new(file, CompressionMode.Decompress);
            if (packed.ReadAtLeast(frames, frames.Length, throwOnEndOfStream: false) < frames.Length) return false;

            SHA256.HashData(frames, read);
            return read.SequenceEqual(sum);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Keeps the frames of a recording; without a cache it is read again the next time, nothing else depends on it.</summary>
    /// <param name="stamp">What tells the recording from others.</param>
    /// <param name="frames">Its frames.</param>
    public void Keep(string stamp, ReadOnlySpan<byte> frames)
    {
        try
        {
            string path = FileOf(stamp);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            byte[] content = Packed(frames);
            AtomicFile.Write(path, stream => stream.Write(content));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static byte[] Packed(ReadOnlySpan<byte> frames)
    {
        using MemoryStream content = new();
        content.Write(SHA256.HashData(frames));
        using (DeflateStream packing = new(content, CompressionLevel.Fastest, leaveOpen: true)) packing.Write(frames);
        return content.ToArray();
    }

    private string FileOf(string stamp)
    {
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{stamp}\0{framing}")));
        return Path.Combine(folder, name[..2], name[2..40]);
    }
}
