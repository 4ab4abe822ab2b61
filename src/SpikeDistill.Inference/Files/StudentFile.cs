using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Inference.Files;

/// <summary>
/// Students in one file, <c>.spkd</c>: eight bytes that name the format and its version, the length of what follows, its CRC-32C, and then the
/// student, little-endian, as <see cref="StudentWriter"/> writes it. docs/reference/spkd.md describes it byte by byte.
/// </summary>
public static class StudentFile
{
    /// <summary>The version that is written; all up to it are read.</summary>
    public const int Version = 3;

    /// <summary>Bytes before the student.</summary>
    internal const int HeaderLength = 20;

    private const long LargestFile = 1L << 30;

    internal static ReadOnlySpan<byte> Magic => "SPKD"u8;

    /// <summary>Reads a student.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="StudentException">No student, a damaged one, or one of a later version.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Student Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        long length = new FileInfo(path).Length;
        return length <= LargestFile
            ? Read(File.ReadAllBytes(path))
            : throw new StudentException($"The file has {length} bytes; a student has at most {LargestFile}.");
    }

    /// <summary>Reads a student from the bytes of a file, such as a resource of a program.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <exception cref="StudentException">No student, a damaged one, or one of a later version.</exception>
    public static Student Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            throw new StudentException("The file is empty; expected a student. Copy it or export it again.");
        }

        if (!bytes.StartsWith(Magic[..Math.Min(Magic.Length, bytes.Length)]))
        {
            throw new StudentException("These bytes are no student: they do not begin with 'SPKD'.");
        }

        if (bytes.Length < HeaderLength)
        {
            throw new StudentException(
                $"The file has {bytes.Length} bytes; a student begins with {HeaderLength}. It was cut off; copy it or export it again.");
        }

        StudentReader header = new(bytes[Magic.Length..HeaderLength]);
        int version = header.Int();
        if (version is < 1 or > Version)
        {
            throw new StudentException($"The student is of version {version} of the format, this library reads 1 to {Version}.");
        }

        long length = header.Long();
        ReadOnlySpan<byte> body = bytes[HeaderLength..];
        if (length != body.Length)
        {
            string change = length > body.Length ? "it was cut off" : "it is damaged";
            throw new StudentException(
                $"The file has {bytes.Length} bytes, but says that it has {HeaderLength + (Int128)length}; {change}. Copy it or export it again.");
        }

        uint sum = (uint)header.Int();
        return sum == Checksum.Of(body)
            ? new StudentReader(body).Student()
            : throw new StudentException("The checksum does not hold; the file is damaged. Copy it or export it again.");
    }

    /// <summary>The bytes of a file.</summary>
    /// <param name="student">The student.</param>
    public static byte[] Write(Student student)
    {
        ArgumentNullException.ThrowIfNull(student);
        StudentWriter body = new();
        body.Student(student);
        StudentWriter file = new();
        file.Bytes(Magic);
        file.Int(Version);
        file.Long(body.Written.Length);
        file.Int((int)Checksum.Of(body.Written));
        file.Bytes(body.Written);
        return file.Written.ToArray();
    }
}
