using System.Security.Cryptography;
using System.Text;
using SpikeDistill.Images;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>The index of a folder of pictures: a damaged one is none.</summary>
internal sealed class PictureIndexTarget : FuzzTarget
{
    private const int SumAt = 24, SumLength = 64;

    public override string Name => "picture-index";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        PictureIndex.Format(
            [new FoundPicture("a/1.jpg", 12345, 638_000_000_000_000_000), new FoundPicture("b/two words.png", 0, 1)],
            [PictureVerdict.Picture, PictureVerdict.Empty]),
        PictureIndex.Format([], []),
    ];

    public override void Read(byte[] input, int seed)
    {
        if (PictureIndex.Parse(input) is null) throw new InvalidDataException();
    }

    public override bool IsDocumented(Exception failure) => failure is InvalidDataException;

    public override long AllowedBytes(int length) => (64 << 10) + (128L * length);

    /// <summary>The sum is made right again now and then, so that entries are read.</summary>
    public override byte[] Repair(byte[] mutated, int seed, Random random)
    {
        int entries = SumAt + SumLength + 1;
        if (mutated.Length < entries || random.Next(4) == 0) return mutated;

        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(mutated.AsSpan(entries)))).CopyTo(mutated, SumAt);
        return mutated;
    }

    public override void Dispose()
    {
    }
}
