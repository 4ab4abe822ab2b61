using System.Text;
using SpikeDistill.Data;
using SpikeDistill.Interop.Npy;
using SpikeDistill.Predictions;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>The reader of .npy files, with every element read in every form, and as images.</summary>
internal sealed class NpyTarget : FuzzTarget
{
    private const int HeaderStart = 10, LengthAt = 8;

    private static readonly ImageShape Images = new(2, 2, 3);
    private static readonly PixelNormalization Constants = new([0.5f, 0.5f, 0.5f], [0.2f, 0.2f, 0.2f]);

    private readonly string _folder = MakeFolder();

    public NpyTarget() => Seeds =
    [
        Made("'|u1'", fortran: false, "(2, 2, 2, 3)", 24),
        Made("'<f4'", fortran: false, "(1, 3, 2, 2)", 48),
        Made("'>i2'", fortran: true, "(3, 2)", 12),
        Made("'<f8'", fortran: false, "()", 8),
        Made("'|b1'", fortran: true, "(0, 7)", 0),
    ];

    public override string Name => "npy";

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. new[]
        {
            "{", "}", "(", ")", ",", ":", "'", "\"", "\\", "\\x41", "'descr'", "'shape': (", "'fortran_order': True", "True", "False", "None",
            "'<f2'", "'|O'", "'>f8'", "'<U4'",
            "[('a', '<f4')]", "(1,)", "(9223372036854775807, 2)", "(4294967296, 4294967296, 0)", "((((((((", "L", "\n", "#", "\u00e9",
            "\x93NUMPY\u0002\0", "\x93NUMPY\u0003\0",
        }.Select(Encoding.Latin1.GetBytes),
    ];

    public override void Read(byte[] input, int seed)
    {
        string path = Path.Combine(_folder, "input.npy");
        File.WriteAllBytes(path, input);
        NpyException? refused = null;
        try
        {
            ReadArray(path);
        }
        catch (NpyException failure)
        {
            refused = failure;
        }

        try
        {
            ReadImages(path);
        }
        catch (RunException) when (refused is null)
        {
            // A whole array that is no images.
        }

        if (refused is not null)
        {
            throw refused;
        }
    }

    public override bool IsDocumented(Exception failure) => failure is NpyException or RunException;

    // Twice, through a buffer of 64 KiB each; a byte becomes a float, once more in C order.
    public override long AllowedBytes(int length) => (512 << 10) + (64L * length);

    /// <summary>Gives the header its length, so that mutations of its text reach the parser.</summary>
    public override byte[] Repair(byte[] mutated, int seed, Random random)
    {
        int end = Array.IndexOf(mutated, (byte)'\n');
        if (random.Next(3) == 0 || end < HeaderStart || end - HeaderStart + 1 > ushort.MaxValue)
        {
            return mutated;
        }

        byte[] repaired = [.. mutated];
        BitConverter.TryWriteBytes(repaired.AsSpan(LengthAt), (ushort)(end - HeaderStart + 1));
        return repaired;
    }

    public override void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void ReadArray(string path)
    {
        using NpyFile file = NpyFile.Open(path);
        Expect(file.ReadSingles().Length == file.ElementCount);
        if (file.Type is NpyType.U8 or NpyType.Bool)
        {
            Expect(file.ReadBytes().Length == file.ElementCount);
        }

        if (!file.FortranOrder)
        {
            file.ReadSingles(0, new float[Math.Min(3, file.ElementCount)]);
        }
    }

    private static void ReadImages(string path)
    {
        using ImageArray images = ImageArray.Open(path, Images);
        images.Read(0, Constants, new float[images.Count * Images.Size]);
    }

    private static void Expect(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("Not as many elements as the header says.");
        }
    }

    private static byte[] Made(string type, bool fortran, string shape, int bytes)
    {
        string header = $"{{'descr': {type}, 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}\n";
        byte[] data = [.. Enumerable.Range(0, bytes).Select(i => (byte)(i % 50))];
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. data];
    }
}
