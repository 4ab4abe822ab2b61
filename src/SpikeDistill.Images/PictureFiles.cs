using SpikeDistill.Data;

namespace SpikeDistill.Images;

/// <summary>Finds pictures among files.</summary>
public static class PictureFiles
{
    /// <summary>The files of a folder and those below it that are pictures or whose names promise them, in ordinal order.</summary>
    /// <param name="folder">The folder, an absolute path.</param>
    /// <exception cref="DataSetException">It is not there, or cannot be read.</exception>
    public static IReadOnlyList<string> In(string folder)
        => [.. FolderScan.Files(folder, folder)
            .Where(file => Path.HasExtension(file.Path) && PictureSniffer.Of(folder, file) != PictureVerdict.Beside)
            .Select(file => Path.Combine(folder, file.Path))];
}
