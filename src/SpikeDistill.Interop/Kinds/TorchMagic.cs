namespace SpikeDistill.Interop;

/// <summary>The number that files of PyTorch before 1.6 begin with, a pickle of its own of any protocol.</summary>
internal static class TorchMagic
{
    private const int Protocol = 1;

    private static ReadOnlySpan<byte> InDigits => "L119547037146038801333356L\n."u8;

    private static ReadOnlySpan<byte> InBytes => [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];

    /// <summary>A frame of 13 bytes, which protocols from 4 on put around it.</summary>
    private static ReadOnlySpan<byte> Frame => [0x95, 13, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>The length of the pickle that content begins with; 0 where it is another.</summary>
    public static int LengthIn(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith(InDigits)) return InDigits.Length;
        if (start.Length <= Protocol || start[0] != 0x80 || start[Protocol] is < 2 or > 5) return 0;
        int place = Protocol + 1;
        if (start[place..].StartsWith(Frame)) place += Frame.Length;
        return start[place..].StartsWith(InBytes) ? place + InBytes.Length : 0;
    }
}
