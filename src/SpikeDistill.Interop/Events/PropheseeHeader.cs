using System.Globalization;

namespace SpikeDistill.Interop.Events;

/// <summary>What the lines that begin with % say before the data of a file of Prophesee's.</summary>
internal sealed class PropheseeHeader
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    private PropheseeHeader()
    {
    }

    /// <summary>The size of the sensor; null where it is not said, or cannot be.</summary>
    public SensorSize? Sensor
        => Size("Width", "Height") ?? (this["geometry"]?.Split('x') is [var width, var height] && Number(width) is { } w && Number(height) is { } h
            ? new SensorSize(w, h)
            : null);

    /// <summary>The version of a RAW file's events, such as <c>2.0</c>; null where there is none.</summary>
    public string? Encoding
        => this["evt"] ?? (this["format"] is { } format && format.StartsWith("EVT", StringComparison.OrdinalIgnoreCase)
            ? Dotted(format[3..].Split(';')[0])
            : null);

    public string? this[string key] => _values.GetValueOrDefault(key);

    /// <summary>Reads the lines; afterwards the input stands at the data.</summary>
    public static PropheseeHeader Read(EventInput input)
    {
        PropheseeHeader header = new();
        while (input.Line('%') is { } line)
        {
            string text = line[1..].Trim();
            if (text.Equals("end", StringComparison.OrdinalIgnoreCase)) break;
            foreach (string part in text.Split(';'))
            {
                int space = part.IndexOfAny([' ', '=']);
                if (space > 0) header._values[part[..space]] = part[(space + 1)..].Trim();
            }
        }

        return header;
    }

    private static int? Number(string? text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= ushort.MaxValue ? number : null;

    /// <summary>Formats are called EVT3, EVT21 and EVT2.1 alike.</summary>
    private static string Dotted(string version)
        => version.Contains('.', StringComparison.Ordinal) ? version : version.Length > 1 ? $"{version[0]}.{version[1..]}" : version + ".0";

    private SensorSize? Size(string width, string height) => Number(this[width]) is { } w && Number(this[height]) is { } h ? new SensorSize(w, h) : null;
}
