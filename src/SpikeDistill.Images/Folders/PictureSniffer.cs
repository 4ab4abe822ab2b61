namespace SpikeDistill.Images;

/// <summary>Looks at the first bytes of a file.</summary>
internal static class PictureSniffer
{
    /// <summary>What a file is; one that cannot be opened now counts as a picture, and its problem is told when it is to be shown.</summary>
    public static PictureVerdict Of(string folder, FoundPicture file)
    {
        bool promised = PictureFormats.IsPromisedBy(file.Path);
        if (file.Bytes == 0) return promised ? PictureVerdict.Empty : PictureVerdict.Beside;

        Span<byte> start = stackalloc byte[PictureFormats.BytesNeeded];
        try
        {
            using FileStream stream = new(Path.Combine(folder, file.Path), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return promised ? PictureVerdict.Picture : PictureVerdict.Beside;
        }

        return PictureFormats.Begins(start) ? PictureVerdict.Picture : promised ? PictureVerdict.Other : PictureVerdict.Beside;
    }

    /// <summary>What is wrong with a file; null for one that is taken or is none of the pictures.</summary>
    public static string? Problem(PictureVerdict verdict) => verdict switch
    {
        PictureVerdict.Empty => "the file is empty",
        PictureVerdict.Other => $"it is no {PictureFormats.Names} picture",
        _ => null,
    };
}
