using System.Globalization;
using System.Text;

namespace SpikeDistill.Fuzz;

/// <summary>Damages inputs: flipped bits, cuts, insertions, splices, repetitions, other numbers.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, IReadOnlyList<byte[]> tokens)
{
    private const int MostBytes = 1 << 17;

    private static readonly string[] Numbers =
    [
        "0", "1", "-1", "2", "7", "255", "256", "65535", "65536", "2147483647", "2147483648", "-2147483648", "4294967296", "9223372036854775807",
        "-9223372036854775808", "18446744073709551616", "100000000000000000000000000", "1e308", "1e999", "-0", "0.5", "1e-320", "NaN", "Infinity",
    ];

    public byte[] Mutate(int seed, Random random)
    {
        byte[] input = seeds[seed];
        for (int edits = random.Next(3) == 0 ? random.Next(2, 5) : 1; edits > 0; edits--)
        {
            input = Edit(input, random);
        }

        return input.Length <= MostBytes ? input : input[..MostBytes];
    }

    private byte[] Edit(byte[] input, Random random)
    {
        (int start, int end) = Range(input.Length, random);
        return random.Next(11) switch
        {
            0 or 1 => Flip(input, random),
            2 => [.. input[..start], .. Bytes(random, end - start), .. input[end..]],
            3 => [.. input[..start], .. input[end..]],
            4 => input[..random.Next(input.Length + 1)],
            5 => [.. input[..start], .. Bytes(random, random.Next(1, 33)), .. input[start..]],
            6 => [.. input[..start], .. Token(random), .. input[start..]],
            7 => [.. input[..start], .. Token(random), .. input[end..]],
            8 => [.. input[..end], .. Enumerable.Repeat(input[start..end], random.Next(1, 65)).SelectMany(piece => piece).Take(MostBytes), .. input[end..]],
            9 => Splice(input, random),
            _ => Renumber(input, random),
        };
    }

    private static (int Start, int End) Range(int length, Random random)
    {
        int start = random.Next(length + 1);
        int longest = random.Next(3) == 0 ? length - start : Math.Min(16, length - start);
        return (start, start + random.Next(longest + 1));
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Flip(byte[] input, Random random)
    {
        if (input.Length == 0)
        {
            return input;
        }

        byte[] flipped = [.. input];
        flipped[random.Next(input.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    private byte[] Token(Random random)
        => tokens.Count == 0 || random.Next(4) == 0 ? Encoding.ASCII.GetBytes(Numbers[random.Next(Numbers.Length)]) : tokens[random.Next(tokens.Count)];

    private byte[] Splice(byte[] input, Random random)
    {
        byte[] other = seeds[random.Next(seeds.Count)];
        return [.. input[..random.Next(input.Length + 1)], .. other[random.Next(other.Length + 1)..]];
    }

    /// <summary>Puts another number in the place of one that is written in digits.</summary>
    private static byte[] Renumber(byte[] input, Random random)
    {
        int from = random.Next(input.Length + 1);
        int start = Array.FindIndex(input, from, IsDigit);
        if (start < 0)
        {
            return input;
        }

        int end = Array.FindIndex(input, start, one => !IsDigit(one));
        string number = random.Next(3) == 0
            ? random.NextInt64().ToString(CultureInfo.InvariantCulture)[..random.Next(1, 6)]
            : Numbers[random.Next(Numbers.Length)];
        return [.. input[..start], .. Encoding.ASCII.GetBytes(number), .. end < 0 ? [] : input[end..]];
    }

    private static bool IsDigit(byte one) => one is >= (byte)'0' and <= (byte)'9';
}
