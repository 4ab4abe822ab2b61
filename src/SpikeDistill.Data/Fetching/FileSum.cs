using System.Security.Cryptography;

namespace SpikeDistill.Data;

/// <summary>The SHA-256 sum of a file as it was unpacked. They lie beside the files in the form of the program sha256sum, so that a pixel that changed later is found.</summary>
/// <param name="Name">The file.</param>
/// <param name="Sha256">Its sum, in lower-case hexadecimal.</param>
internal sealed record FileSum(string Name, string Sha256)
{
    public const string ListName = "SHA256SUMS";

    private const string Separator = "  ";

    public static void Write(string folder, IEnumerable<FileSum> sums)
        => File.WriteAllLines(Path.Combine(folder, ListName), sums.Select(sum => sum.Sha256 + Separator + sum.Name));

    /// <summary>Compares files with the sums beside them.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="names">The files to compare.</param>
    /// <param name="remedy">What an error tells to do.</param>
    /// <returns>Whether each of the files has a sum; none is compared otherwise.</returns>
    /// <exception cref="DataSetException">A file has changed.</exception>
    public static bool Check(string folder, IReadOnlyList<string> names, string remedy)
    {
        string list = Path.Combine(folder, ListName);
        if (!File.Exists(list)) return false;

        Dictionary<string, string> sums = new(StringComparer.Ordinal);
        foreach (string[] parts in File.ReadLines(list).Select(line => line.Split(Separator, 2)))
        {
            if (parts.Length == 2) sums[parts[1]] = parts[0];
        }

        if (!names.All(sums.ContainsKey)) return false;
        foreach (string name in names)
        {
            string path = Path.Combine(folder, name);
            using FileStream stream = File.OpenRead(path);
            string found = Convert.ToHexStringLower(SHA256.HashData(stream));
            if (found != sums[name]) throw new DataSetException(path, $"its SHA-256 sum is {found}; the file has changed", $"{sums[name]}, as it was unpacked", remedy);
        }

        return true;
    }
}
