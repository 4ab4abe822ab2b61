using System.Globalization;
using System.Text;

namespace SpikeDistill.Interop.Pickles;

/// <summary>Texts of protocol 0, written with the escapes of Python's source.</summary>
internal static class PickleText
{
    /// <summary>A text of Python 2 in quotes, as <c>repr</c> writes it; null where it is not one.</summary>
    public static byte[]? Unquote(ReadOnlySpan<byte> line)
    {
        if (line.Length < 2 || line[0] != line[^1] || line[0] is not ((byte)'\'' or (byte)'"')) return null;

        ReadOnlySpan<byte> text = line[1..^1];
        byte[] bytes = new byte[text.Length];
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != (byte)'\\')
            {
                bytes[count++] = text[i];
                continue;
            }

            if (++i == text.Length) return null;
            switch (text[i])
            {
                case (byte)'n': bytes[count++] = (byte)'\n'; break;
                case (byte)'r': bytes[count++] = (byte)'\r'; break;
                case (byte)'t': bytes[count++] = (byte)'\t'; break;
                case (byte)'\\' or (byte)'\'' or (byte)'"': bytes[count++] = text[i]; break;
                case (byte)'x' when Hexadecimal(text[(i + 1)..], 2) is { } value:
                    bytes[count++] = (byte)value;
                    i += 2;
                    break;
                default: return null;
            }
        }

        return bytes[..count];
    }

    /// <summary>A text of protocol 0: Latin-1 with <c>\u</c> and <c>\U</c> for what is not; null where it is not one.</summary>
    public static string? Unescape(ReadOnlySpan<byte> line)
    {
        StringBuilder text = new(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            int digits = line[i] != (byte)'\\' || i + 1 == line.Length ? 0 : line[i + 1] switch
            {
                (byte)'u' => 4,
                (byte)'U' => 8,
                _ => 0,
            };
            if (digits == 0)
            {
                text.Append((char)line[i]);
                continue;
            }

            if (Hexadecimal(line[(i + 2)..], digits) is not { } value || value > 0x10ffff) return null;
            text.Append(value > char.MaxValue ? char.ConvertFromUtf32((int)value) : ((char)value).ToString());
            i += 1 + digits;
        }

        return text.ToString();
    }

    private static uint? Hexadecimal(ReadOnlySpan<byte> text, int digits)
        => text.Length >= digits && uint.TryParse(text[..digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value) ? value : null;
}
