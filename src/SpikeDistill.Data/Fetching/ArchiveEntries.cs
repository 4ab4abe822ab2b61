using System.Formats.Tar;
using System.IO.Compression;

namespace SpikeDistill.Data;

/// <summary>
/// Walks the entries of a .tar.gz and lets through only the plain files that a CIFAR archive holds. Names never become paths before
/// they were compared with known ones.
/// </summary>
internal static class ArchiveEntries
{
    private const int LargestNamesFile = 1 << 16;

    /// <summary>Calls <paramref name="take"/> with each known file's name and content; other files of the folder, such as a readme, are passed over.</summary>
    /// <exception cref="InvalidDataException">A foreign or damaged archive, or one made to do harm.</exception>
    public static void ForEach(Stream archive, CifarLayout layout, long limit, Action<string, Stream> take)
    {
        using BoundedStream bytes = new(new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true), limit);
        using TarReader reader = new(bytes, leaveOpen: true);
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.EntryType == TarEntryType.GlobalExtendedAttributes) continue;

            string? name = NameIn(entry, layout);
            if (name is null || !IsKnown(name, entry.Length, layout)) continue;
            if (!seen.Add(name)) throw new InvalidDataException($"it holds '{name}' twice");
            take(name, entry.DataStream ?? Stream.Null);
        }

        string? missing = layout.Files.Select(file => file.Name).FirstOrDefault(name => !seen.Contains(name));
        if (missing is not null) throw new InvalidDataException($"it does not hold {layout.Folder}/{missing}");
    }

    /// <summary>The name of a plain file directly in the layout's folder; null for the folder itself.</summary>
    private static string? NameIn(TarEntry entry, CifarLayout layout)
    {
        string[] parts = [.. entry.Name.TrimEnd('/').Split('/')];
        if (entry.Name.StartsWith('/') || entry.Name.Contains('\\') || entry.Name.Contains(':') || parts.Contains(".."))
        {
            throw new InvalidDataException($"its entry '{entry.Name}' points out of its folder");
        }

        parts = [.. parts.Where(part => part is not ("." or ""))];
        bool inFolder = parts.Length == 0 || parts[0] == layout.Folder;
        return entry.EntryType switch
        {
            TarEntryType.Directory when inFolder && parts.Length < 2 => null,
            TarEntryType.RegularFile or TarEntryType.V7RegularFile when inFolder && parts.Length == 2 => parts[1],
            TarEntryType.Directory or TarEntryType.RegularFile or TarEntryType.V7RegularFile
                => throw new InvalidDataException($"its entry '{entry.Name}' is not directly in '{layout.Folder}'"),
            _ => throw new InvalidDataException($"its entry '{entry.Name}' is a {entry.EntryType}, where plain files belong"),
        };
    }

    private static bool IsKnown(string name, long length, CifarLayout layout)
    {
        if (layout.Files.FirstOrDefault(file => file.Name == name) is { } file)
        {
            long most = layout.MostBytes(file);
            if (layout.Pickled is null ? length == most : length <= most) return true;
            string belong = layout.Pickled is null ? $"{most} belong ({file.Records} records of {layout.RecordBytes})" : $"at most {most} belong";
            throw new InvalidDataException($"its '{name}' has {length} bytes, where {belong}");
        }

        if (name != layout.NamesFile && name != layout.CoarseNamesFile) return false;
        return length <= LargestNamesFile ? true : throw new InvalidDataException($"its '{name}' has {length} bytes, far more than class names take");
    }
}
