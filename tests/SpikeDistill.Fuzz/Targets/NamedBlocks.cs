using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>What a recipe may ask for in a few letters: a network of many blocks, whose description is made to be checked.</summary>
internal static partial class NamedBlocks
{
    private const long BytesOfBlock = 80 << 10;
    private const int Most = 1000;

    /// <summary>The bytes that the blocks an input names justify.</summary>
    public static long Bytes(byte[] input)
        => BytesOfBlock * Lists().Matches(Encoding.Latin1.GetString(input))
            .SelectMany(list => Numbers().Matches(list.Value))
            .Select(number => int.TryParse(number.Value, CultureInfo.InvariantCulture, out int blocks) && blocks <= Most ? blocks : 0)
            .Sum(blocks => (long)blocks);

    [GeneratedRegex(@"blocks""?\s*:[^\]]*\]?", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Lists();

    [GeneratedRegex("[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();
}
