using System.Security.Cryptography;
using SpikeDistill.Interop;

namespace SpikeDistill.Data;

/// <summary>
/// The SHA-256 sum of a file as it was unpacked. They lie beside the files in the form of the program sha256sum, so that a pixel
/// that changed later is found.
/// </summary>
/// <param name="Name">The file.</param>
/// <param name="Sha256">Its sum, in lower-case hexadecimal.</param>
internal sealed record FileSum(string Name, string Sha256)
{
    public const string ListName = "SHA256SUMS";

    private const string Separator = "  ";

    public static void Write(string folder, IEnumerable<FileSum> sums)
        => File.WriteAllLines(Path.Combine(folder, ListName), sums.Select(sum => sum.Sha256 + Separator + sum.Name));

    /// <summary>The sums beside a data set's files, by name; none where the files were put there by hand.</summary>
    public static IReadOnlyDictionary<string, string> Read(string folder)
    {
        string list = Path.Combine(folder, ListName);
        Dictionary<string, string> sums = new(StringComparer.Ordinal);
        if (!File.Exists(list)) return sums;

        foreach (string[] parts in File.ReadLines(DiskFile.Require(list)).Select(line => line.Split(Separator, 2)))
        {
            if (parts.Length == 2) sums[parts[1]] = parts[0];
        }

        return sums;
    }

    /// <summary>Compares a file's content with the sum it was unpacked with.</summary>
    /// <exception cref="DataSetException">It has changed.</exception>
    public static void Check(IReadOnlyDictionary<string, string> sums, string path, ReadOnlySpan<byte> content, string remedy, string fetchName)
    {
        if (!sums.TryGetValue(Path.GetFileName(path), out string? expected)) return;

        string found = Convert.ToHexStringLower(SHA256.HashData(content));
        if (found != expected)
        {
            throw new DataSetException(path, $"its SHA-256 sum is {found}; the file has changed", $"{expected}, as it was unpacked", remedy)
            {
                FetchName = fetchName,
            };
        }
    }
}
