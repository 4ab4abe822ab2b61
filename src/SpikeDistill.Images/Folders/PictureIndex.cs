using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SpikeDistill.Data;
using SpikeDistill.Interop;

namespace SpikeDistill.Images;

/// <summary>
/// What the files of a folder were found to be, kept for the next time: a file is looked into again where its length or its time has
/// changed. An index that is damaged or of another folder is made anew.
/// </summary>
/// <param name="path">Where it is kept.</param>
internal sealed class PictureIndex(string path)
{
    // Names may hold any character but this one.
    private const char End = '\0';
    private const string Title = "spikedistill pictures 1 ";

    /// <summary>The index of a folder, in the user's cache.</summary>
    public static PictureIndex Of(string folder)
    {
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..32];
        return new PictureIndex(Path.Combine(UserCache.Computed, "pictures", name));
    }

    /// <summary>The verdict on every file, in their order.</summary>
    /// <param name="folder">The folder that the files' paths start from.</param>
    /// <param name="files">The files, in ordinal order of their paths.</param>
    public PictureVerdict[] Judge(string folder, IReadOnlyList<FoundPicture> files)
    {
        PictureVerdict[] verdicts = new PictureVerdict[files.Count];
        List<(FoundPicture File, PictureVerdict Verdict)> known = Read();
        int at = 0;
        List<int> unknown = [];
        for (int i = 0; i < files.Count; i++)
        {
            while (at < known.Count && string.CompareOrdinal(known[at].File.Path, files[i].Path) < 0) at++;
            if (at < known.Count && known[at].File == files[i])
            {
                verdicts[i] = known[at].Verdict;
            }
            else
            {
                unknown.Add(i);
            }
        }

        Parallel.ForEach(unknown, i => verdicts[i] = PictureSniffer.Of(folder, files[i]));
        if (unknown.Count > 0 || known.Count != files.Count) Write(files, verdicts);
        return verdicts;
    }

    /// <summary>What the index holds; nothing where there is none, or it is damaged.</summary>
    internal List<(FoundPicture File, PictureVerdict Verdict)> Read()
    {
        try
        {
            return File.Exists(path) ? Parse(File.ReadAllBytes(path)) ?? [] : [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The entries of an index; null where its bytes are not those that were written.</summary>
    internal static List<(FoundPicture File, PictureVerdict Verdict)>? Parse(ReadOnlySpan<byte> content)
    {
        int head = Title.Length + (2 * SHA256.HashSizeInBytes) + 1;
        if (content.Length < head || !content[..head].SequenceEqual(Head(content[head..]))) return null;

        List<(FoundPicture, PictureVerdict)> entries = [];
        foreach (string entry in Encoding.UTF8.GetString(content[head..]).Split(End, StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = entry.Split(' ', 4);
            if (
                parts.Length < 4 || parts[2].Length != 1 || !Enum.IsDefined((PictureVerdict)parts[2][0])
                    || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)
                    || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long changed))
            {
                return null;
            }

            entries.Add((new FoundPicture(parts[3], bytes, changed), (PictureVerdict)parts[2][0]));
        }

        return entries;
    }

    /// <summary>The bytes of an index.</summary>
    internal static byte[] Format(IReadOnlyList<FoundPicture> files, IReadOnlyList<PictureVerdict> verdicts)
    {
        StringBuilder text = new();
        for (int i = 0; i < files.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{files[i].Bytes} {files[i].Changed} {(char)verdicts[i]} {files[i].Path}{End}");
        }

        byte[] entries = Encoding.UTF8.GetBytes(text.ToString());
        return [.. Head(entries), .. entries];
    }

    private static byte[] Head(ReadOnlySpan<byte> entries) => Encoding.ASCII.GetBytes($"{Title}{Convert.ToHexStringLower(SHA256.HashData(entries))}\n");

    /// <summary>Without an index everything is looked into again the next time; nothing else depends on it.</summary>
    private void Write(IReadOnlyList<FoundPicture> files, PictureVerdict[] verdicts)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            byte[] content = Format(files, verdicts);
            AtomicFile.Write(path, stream => stream.Write(content));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }
}
