namespace SpikeDistill.Images;

/// <summary>Letters of 5x7 pixels, the ASCII of old matrix displays: there may be no font on a machine, and captions need no other.</summary>
internal static class PixelFont
{
    /// <summary>Columns from one letter to the next.</summary>
    public const int Advance = 6;

    /// <summary>Rows of a letter.</summary>
    public const int Height = 7;

    private const int Columns = 5;
    private const char First = ' ', Last = '~', Other = '?';

    // Five columns a letter, the lowest bit on top.
    private static readonly byte[] Letters = Convert.FromHexString(
        "000000000000005F00000007000700147F147F14242A7F2A12231308646236495620500005030000001C2241000041221C002A1C7F1C2A08083E0808" +
        "00503000000808080808006060000020100804023E5149453E00427F400042615149462141454B311814127F1027454545393C4A4949300171090503" +
        "3649494936064949291E003636000000563600000814224100141414141400412214080201510906324979413E7E1111117E7F494949363E41414122" +
        "7F4141221C7F494949417F090909013E4149497A7F0808087F00417F41002040413F017F081422417F404040407F020C027F7F0408107F3E4141413E" +
        "7F090909063E4151215E7F09192946464949493101017F01013F4040403F1F2040201F3F4038403F631408146307087008076151494543007F414100" +
        "02040810200041417F0004020102044040404040000102040020545454787F484444383844444420384444487F3854545418087E0901020C5252523E" +
        "7F0804047800447D40002040443D007F1028440000417F40007C041804787C0804047838444444387C14141408081414187C7C080404084854545420" +
        "043F4440203C4040207C1C2040201C3C4030403C44281028440C5050503C4464544C44000836410000007F000000413608001008081008");

    /// <summary>Whether a pixel of a text is drawn.</summary>
    /// <param name="text">The text.</param>
    /// <param name="x">The column, from the left of its first letter.</param>
    /// <param name="y">The row, from the top.</param>
    public static bool IsInk(string text, int x, int y)
    {
        int column = x % Advance;
        if (column >= Columns) return false;

        char letter = text[x / Advance] is >= First and <= Last and char known ? known : Other;
        return (Letters[((letter - First) * Columns) + column] >> y & 1) != 0;
    }

    /// <summary>As much of a text as has room.</summary>
    public static string Fitting(string text, int width)
        => text.Length <= width / Advance ? text : string.Concat(text.AsSpan(0, Math.Max(0, (width / Advance) - 2)), "..");
}
