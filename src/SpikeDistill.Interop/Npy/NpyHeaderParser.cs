using System.Globalization;

namespace SpikeDistill.Interop.Npy;

/// <summary>Reads the header's text: a Python dictionary of exactly descr, fortran_order and shape, and nothing else of Python.</summary>
internal sealed class NpyHeaderParser(string file, string text)
{
    /// <summary>NumPy's own limit before version 2.</summary>
    private const int MaxRank = 32;

    private const string Remedy = "Save the array again with numpy.save.";

    private int _at;

    public NpyHeader Parse()
    {
        (NpyType Type, bool BigEndian)? element = null;
        bool? fortranOrder = null;
        long[]? shape = null;
        Expect('{');
        while (!Take('}'))
        {
            string key = String("a key");
            Expect(':');
            bool first = key switch
            {
                "descr" => element is null,
                "fortran_order" => fortranOrder is null,
                "shape" => shape is null,
                _ => throw Wrong($"names '{key}'", "'descr', 'fortran_order' and 'shape'"),
            };
            if (!first)
                throw Wrong($"names '{key}' twice", "it once");
            switch (key)
            {
                case "descr": element = Descr(); break;
                case "fortran_order": fortranOrder = Truth(); break;
                default: shape = Shape(); break;
            }

            if (!Take(','))
            {
                Expect('}');
                break;
            }
        }

        SkipSpace();
        if (_at < text.Length)
            throw Wrong($"goes on after its dictionary with {Here()}", "spaces");
        if (element is null || fortranOrder is null || shape is null)
            throw Wrong($"has no '{(element is null ? "descr" : fortranOrder is null ? "fortran_order" : "shape")}'", "'descr', 'fortran_order' and 'shape'");
        return new NpyHeader(element.Value.Type, element.Value.BigEndian, fortranOrder.Value, shape);
    }

    private (NpyType Type, bool BigEndian) Descr()
    {
        const string structured = "Save each field as an array of its own.";
        SkipSpace();
        if (_at < text.Length && text[_at] is '[' or '(')
            throw new NpyException(file, "the array has a structured type; expected one number an element.", structured);

        string descr = String("a type");
        char order = descr.Length > 0 ? descr[0] : ' ';
        string code = order is '<' or '>' or '|' or '=' ? descr[1..] : descr;
        if (NpyElement.Parse(code) is not { } type)
            throw new NpyException(
                file, $"the element type is '{descr}'; expected one of {NpyElement.KnownCodes}.", "Convert the array with astype before saving it.");
        if (type.Size() > 1 && order is not ('<' or '>'))
            throw new NpyException(file, $"the element type '{descr}' does not say its byte order; expected '<{code}' or '>{code}'.", Remedy);
        return (type, order == '>' && type.Size() > 1);
    }

    private bool Truth()
    {
        SkipSpace();
        foreach (bool value in (bool[])[true, false])
        {
            if (text.AsSpan(_at).StartsWith(value ? "True" : "False", StringComparison.Ordinal))
            {
                _at += value ? 4 : 5;
                return value;
            }
        }

        throw Wrong($"has {Here()} as 'fortran_order'", "True or False");
    }

    private long[] Shape()
    {
        List<long> extents = [];
        Expect('(');
        bool comma = false;
        while (!Take(')'))
        {
            if (extents.Count > 0 && !comma)
                throw Wrong($"has {Here()} in 'shape'", "a comma");
            if (extents.Count == MaxRank)
                throw Wrong($"has more than {MaxRank} axes", $"at most {MaxRank}");
            extents.Add(Extent());
            comma = Take(',');
        }

        return extents.Count == 1 && !comma
            ? throw Wrong("has a number in parentheses as 'shape'", "a tuple, such as (3,)")
            : [.. extents];
    }

    private long Extent()
    {
        SkipSpace();
        int start = _at;
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            _at++;
        ReadOnlySpan<char> digits = text.AsSpan(start, _at - start);
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long extent))
        {
            _at = start;
            throw Wrong($"has {Here()} in 'shape'", $"whole numbers from 0 to {long.MaxValue}");
        }

        // Python 2 wrote long integers so.
        if (_at < text.Length && text[_at] == 'L')
            _at++;
        return extent;
    }

    private string String(string what)
    {
        SkipSpace();
        char quote = _at < text.Length ? text[_at] : ' ';
        int end = quote is '\'' or '"' ? text.IndexOf(quote, _at + 1) : -1;
        if (end < 0)
            throw Wrong($"has {Here()}", $"{what} in quotes");
        string value = text[(_at + 1)..end];
        _at = end + 1;
        return value;
    }

    private void Expect(char wanted)
    {
        if (!Take(wanted))
            throw Wrong($"has {Here()}", $"'{wanted}'");
    }

    private bool Take(char wanted)
    {
        SkipSpace();
        if (_at >= text.Length || text[_at] != wanted)
            return false;
        _at++;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < text.Length && text[_at] is ' ' or '\n' or '\t' or '\r')
            _at++;
    }

    private string Here() => _at < text.Length ? $"'{Printable(text.AsSpan(_at, Math.Min(12, text.Length - _at)))}'" : "its end";

    private static string Printable(ReadOnlySpan<char> part)
    {
        Span<char> clean = stackalloc char[part.Length];
        for (int i = 0; i < part.Length; i++)
            clean[i] = char.IsControl(part[i]) ? '?' : part[i];
        return clean.ToString();
    }

    private NpyException Wrong(string found, string expected)
        => new(file, $"the header, at character {_at}, {found}; expected {expected}.", Remedy);
}
