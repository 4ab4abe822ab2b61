using System.Security.Cryptography;
using System.Text;

namespace SpikeDistill.Interop.SafeTensors;

/// <summary>The SHA-256 of a file's header and data, kept in the header's metadata, where zeros stand while it is worked out.</summary>
internal static class SafeTensorsChecksum
{
    public const string Key = "sha256";

    public static readonly string Unset = new('0', 64);

    public delegate void Chunk(IncrementalHash hash);

    /// <summary>Works out the checksum of a header that holds <see cref="Unset"/> and of the data, and writes it into the header.</summary>
    public static void Set(byte[] header, IEnumerable<Chunk> data)
        => Encoding.ASCII.GetBytes(Compute(header, data), header.AsSpan(Find(header, Unset), Unset.Length));

    /// <summary>Whether a header's checksum is that of the header and the data.</summary>
    public static bool Holds(ReadOnlySpan<byte> header, string checksum, IEnumerable<Chunk> data)
    {
        byte[] unset = header.ToArray();
        int at = checksum.Length == Unset.Length ? Find(unset, checksum) : -1;
        if (at < 0)
        {
            return false;
        }

        Encoding.ASCII.GetBytes(Unset, unset.AsSpan(at));
        return Compute(unset, data) == checksum;
    }

    private static string Compute(byte[] header, IEnumerable<Chunk> data)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        foreach (Chunk chunk in data)
        {
            chunk(hash);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Where the checksum stands; the key before it makes the place certain.</summary>
    private static int Find(ReadOnlySpan<byte> header, string checksum)
    {
        string before = $"\"{Key}\":\"";
        int at = header.IndexOf(Encoding.ASCII.GetBytes(before + checksum));
        return at < 0 ? at : at + before.Length;
    }
}
