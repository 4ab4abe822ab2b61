using System.Text;
using SpikeDistill.Inference.Graphs;

namespace Edge;

/// <summary>The pictures of a folder in the order of their names, in the one format that needs no decoder: PPM (P6), or PGM (P5) of one channel.</summary>
internal sealed class PictureFolder(string folder, MapSize size) : IImageSource
{
    private readonly Queue<string> _files = new(Pictures(folder));

    public string? Next(byte[] image)
    {
        if (!_files.TryDequeue(out string? file))
        {
            return null;
        }

        byte[] bytes = File.ReadAllBytes(file);
        string kind = size.Channels == 1 ? "P5" : "P6", expected = $"{kind} {size.Width} {size.Height} 255";
        int at = 0;
        string header = string.Join(' ', Enumerable.Range(0, 4).Select(_ => Word(bytes, ref at)));
        if (header != expected || bytes.Length - at != image.Length)
        {
            throw new IOException($"{file}: is no picture of {size.Width}x{size.Height} pixels; expected '{expected}' and {image.Length} bytes behind it.");
        }

        bytes.AsSpan(at).CopyTo(image);
        return Path.GetFileName(file);
    }

    public void Dispose() => _files.Clear();

    private static string[] Pictures(string folder)
    {
        if (!Directory.Exists(folder))
        {
            string found = File.Exists(folder) ? "is a file" : "is not there";
            throw new IOException($"{folder}: {found}; name a folder of pictures (.ppm, .pgm), or - for frames.");
        }

        string[] pictures = [.. Directory.GetFiles(folder).Where(IsPicture).Order(StringComparer.Ordinal)];
        return pictures.Length > 0 ? pictures : throw new IOException($"{folder}: no pictures are in it; those that are read end in .ppm or .pgm.");
    }

    private static bool IsPicture(string file) => Path.GetExtension(file) is ".ppm" or ".pgm";

    /// <summary>The next word of the header, and the one blank behind it.</summary>
    private static string Word(byte[] bytes, ref int at)
    {
        StringBuilder word = new();
        while (at < bytes.Length && word.Length < 16 && !char.IsWhiteSpace((char)bytes[at]))
        {
            word.Append((char)bytes[at++]);
        }

        at++;
        return word.ToString();
    }
}
