using System.IO.Enumeration;
using SpikeDistill.Data;

namespace SpikeDistill.Images;

/// <summary>The files below folders, with lengths and times, without what is hidden.</summary>
internal static class FolderScan
{
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
        IgnoreInaccessible = false,
    };

    /// <summary>The names of the folders in a folder, in ordinal order.</summary>
    /// <exception cref="DataSetException">It cannot be read.</exception>
    public static string[] Folders(string folder)
        => Guard(folder, () => (string[])[.. Directory.EnumerateDirectories(folder)
            .Select(path => Path.GetFileName(path))
            .Where(name => !name.StartsWith('.'))
            .Order(StringComparer.Ordinal)]);

    /// <summary>All files below a folder of a set, in ordinal order of their paths.</summary>
    /// <param name="root">The set's folder, which paths start from.</param>
    /// <param name="below">The folder.</param>
    /// <exception cref="DataSetException">It cannot be read.</exception>
    public static List<FoundPicture> Files(string root, string below) => Guard(below, () =>
    {
        FileSystemEnumerable<FoundPicture> found = new(
            below,
            (ref FileSystemEntry entry) => new FoundPicture(
                Path.GetRelativePath(root, entry.ToFullPath()).Replace('\\', '/'), entry.Length, entry.LastWriteTimeUtc.UtcTicks),
            Everything)
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory && !entry.FileName.StartsWith('.'),
            ShouldRecursePredicate = static (ref FileSystemEntry entry) => !entry.FileName.StartsWith('.'),
        };
        List<FoundPicture> files = [.. found];
        files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return files;
    });

    private static T Guard<T>(string folder, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(
                folder,
                $"it cannot be read: {failure.Message}",
                "a folder that may be read",
                "Look at the rights of the folder and of what is in it.",
                failure);
        }
    }
}
