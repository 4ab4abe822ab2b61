using System.Buffers.Binary;
using System.Text;

namespace SpikeDistill.Interop;

/// <summary>Tells kinds of files by their first bytes, whatever their names say.</summary>
public static class FileKinds
{
    /// <summary>As many bytes of the beginning as are looked at.</summary>
    public const int BytesNeeded = 512;

    private const int TarMark = 257, ZipName = 30;

    /// <summary>What a file is.</summary>
    /// <param name="start">Its first <see cref="BytesNeeded"/> bytes, or all of them where it is shorter.</param>
    public static FileKind Of(ReadOnlySpan<byte> start)
    {
        // First, because the length of a header may look like anything.
        if (start.Length > 8 && BinaryPrimitives.ReadUInt64LittleEndian(start) < int.MaxValue && start[8] == (byte)'{') return FileKind.SafeTensors;
        if (start.StartsWith((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8])) return FileKind.Npy;
        if (start.StartsWith("PK\x3\x4"u8) || start.StartsWith("PK\x5\x6"u8)) return OfZip(start);
        if (start.StartsWith((ReadOnlySpan<byte>)[0x89, .. "HDF\r\n"u8])) return FileKind.Hdf5;
        if (start.StartsWith("SPKD"u8)) return FileKind.Student;
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])) return FileKind.Gzip;
        if (start.Length > TarMark && start[TarMark..].StartsWith("ustar"u8)) return FileKind.Tar;
        if (IsImage(start)) return FileKind.Image;
        if (start.StartsWith("version https://git-lfs"u8)) return FileKind.GitLfsPointer;
        return OfPickle(start) ?? OfText(start);
    }

    /// <summary>What a file is; unknown where it cannot be read.</summary>
    public static FileKind Of(string path)
    {
        try
        {
            using Stream stream = DiskFile.OpenRead(path);
            return stream.CanSeek ? Of(stream) : FileKind.Unknown;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return FileKind.Unknown;
        }
    }

    /// <summary>What a file is, by its stream from the current place on, which it is put back to.</summary>
    public static FileKind Of(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        long place = stream.Position;
        Span<byte> start = stackalloc byte[BytesNeeded];
        int read = stream.ReadAtLeast(start, BytesNeeded, throwOnEndOfStream: false);
        stream.Position = place;
        return Of(start[..read]);
    }

    /// <summary>The kind in words, such as <c>a web page</c>.</summary>
    public static string Words(this FileKind kind) => kind switch
    {
        FileKind.SafeTensors => "a safetensors file",
        FileKind.Npy => "a NumPy array (.npy)",
        FileKind.Npz => "an archive of NumPy arrays (.npz)",
        FileKind.PyTorch => "a file of PyTorch (.pt or .pth)",
        FileKind.Pickle => "a Python pickle",
        FileKind.Hdf5 => "an HDF5 file (.h5)",
        FileKind.Student => "an exported student (.spkd)",
        FileKind.Zip => "a Zip archive",
        FileKind.Gzip => "compressed by gzip (.gz)",
        FileKind.Tar => "a Tar archive",
        FileKind.Image => "an image",
        FileKind.GitLfsPointer => "a Git LFS pointer, which only says where the file is kept",
        FileKind.Html => "a web page (HTML)",
        FileKind.Json => "a JSON document",
        _ => "of an unknown kind",
    };

    private static FileKind OfZip(ReadOnlySpan<byte> start)
    {
        if (start.Length < ZipName) return FileKind.Zip;

        int length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(start[26..]), start.Length - ZipName);
        ReadOnlySpan<byte> first = start.Slice(ZipName, length);
        return first.EndsWith(".npy"u8) ? FileKind.Npz
            : first.EndsWith("/data.pkl"u8) || first.EndsWith("/version"u8) || first.EndsWith("/byteorder"u8) ? FileKind.PyTorch
            : FileKind.Zip;
    }

    private static bool IsImage(ReadOnlySpan<byte> start)
        => start.StartsWith((ReadOnlySpan<byte>)[0x89, .. "PNG\r\n"u8])
            || start.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff])
            || start.StartsWith("GIF8"u8)
            || (start.Length > 12 && start.StartsWith("RIFF"u8) && start[8..].StartsWith("WEBP"u8))
            || (start.Length > 10 && start.StartsWith("BM"u8) && start[6..10].IndexOfAnyExcept((byte)0) < 0);

    /// <summary>Protocols from 2 on name themselves; of the two before, what a pickled list, dictionary or object begins with.</summary>
    private static FileKind? OfPickle(ReadOnlySpan<byte> start)
    {
        if (TorchMagic.LengthIn(start) > 0) return FileKind.PyTorch;
        bool named = start.Length > 2 && start[0] == 0x80 && start[1] is >= 2 and <= 5 && start[2] != 0;
        bool old = start.StartsWith("(dp"u8) || start.StartsWith("(lp"u8) || start.StartsWith("}q"u8) || start.StartsWith("]q"u8)
            || start.StartsWith("cnumpy"u8) || start.StartsWith("ccopy_reg"u8);
        return named || old ? FileKind.Pickle : null;
    }

    private static FileKind OfText(ReadOnlySpan<byte> start)
    {
        string text = Encoding.Latin1.GetString(start).TrimStart('\u00ef', '\u00bb', '\u00bf', ' ', '\t', '\r', '\n');
        bool page = text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase);
        return page
            ? FileKind.Html
            : text.StartsWith("{\"", StringComparison.Ordinal) || text.StartsWith("{\n", StringComparison.Ordinal)
            ? FileKind.Json
            : FileKind.Unknown;
    }
}
