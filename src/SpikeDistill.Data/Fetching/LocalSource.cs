using System.Formats.Tar;
using System.IO.Compression;

namespace SpikeDistill.Data;

/// <summary>What is here already of a data set: an archive or a folder with its files, in one of its forms.</summary>
/// <param name="Archive">The form.</param>
/// <param name="Path">The archive, or the folder with the files.</param>
/// <param name="IsFolder">Whether it is the folder.</param>
internal sealed record LocalSource(DataArchive Archive, string Path, bool IsFolder)
{
    /// <summary>An archive under its official name in a folder; null where there is none.</summary>
    public static LocalSource? Dropped(DataArchive archive, string folder)
        => archive.Forms
            .Select(form => new LocalSource(form, System.IO.Path.Combine(folder, form.FileName), IsFolder: false))
            .FirstOrDefault(source => File.Exists(source.Path));

    /// <summary>What the user named: an archive, a folder with the files, or one above either.</summary>
    /// <exception cref="DataSetException">There is none of these.</exception>
    public static LocalSource Of(DataArchive archive, string path)
    {
        if (File.Exists(path)) return new LocalSource(FormOf(archive, path), path, IsFolder: false);

        if (Directory.Exists(path))
        {
            (CifarLayout form, string folder) = archive.Layout.Find(path);
            if (Directory.Exists(folder)) return new LocalSource(archive.Forms.First(one => one.Layout.Folder == form.Folder), folder, IsFolder: true);
            if (Dropped(archive, path) is { } dropped) return dropped;
        }

        bool there = Directory.Exists(path);
        string[] names = [.. archive.Forms.Select(form => there ? $"{form.Layout.Folder} or {form.FileName}" : form.FileName)];
        throw new DataSetException(
            path,
            there ? "the folder holds none of these" : "there is no such file or folder",
            $"{(there ? "" : "the archive ")}{string.Join(" or ", names)}",
            $"Fetch {archive.Url}, or name no source.")
        { Reason = DataSetReason.NoSource };
    }

    /// <summary>The form of an archive of any name, by the folder that its first entry lies in.</summary>
    private static DataArchive FormOf(DataArchive archive, string path)
    {
        try
        {
            using BoundedStream bytes = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress), archive.MaxBytes);
            using TarReader reader = new(bytes);
            string? first = reader.GetNextEntry()?.Name.TrimStart('.', '/').Split('/')[0];
            return archive.Forms.FirstOrDefault(form => form.Layout.Folder == first) ?? archive;
        }
        // What is no archive is told when it is unpacked; what the reader of the platform throws is not only the first of these.
        catch (Exception failure) when (
            failure is InvalidDataException or FormatException or ArgumentException or ArithmeticException or NotSupportedException
                or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return archive;
        }
    }
}
