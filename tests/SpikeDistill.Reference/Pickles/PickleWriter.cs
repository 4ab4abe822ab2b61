using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace SpikeDistill.Reference.Pickles;

/// <summary>
/// Writes dictionaries as Python's own <c>pickle</c> does, operation by operation, whatever runs here: whole numbers, texts, lists of
/// either, null, truth values, and arrays of bytes as NumPy leaves them.
/// </summary>
public sealed class PickleWriter
{
    private readonly PickleStyle _style;
    private readonly MemoryStream _bytes = new();
    private int _memo;

    private PickleWriter(PickleStyle style) => _style = style;

    private int Protocol => _style.Protocol;

    /// <summary>
    /// A dictionary with entries of <see cref="long"/>, <see cref="string"/>, <see cref="bool"/>, null, lists of <see cref="long"/> or
    /// <see cref="string"/>, or a <see cref="ByteArray"/>.
    /// </summary>
    public static byte[] Dictionary(PickleStyle style, params (string Key, object? Value)[] entries)
    {
        PickleWriter writer = new(style);
        if (style.Protocol >= 2) writer.Bytes(0x80, (byte)style.Protocol);
        writer.Begin('d', '}');
        if (style.Protocol > 0) writer.Text("(");
        foreach ((string key, object? value) in entries)
        {
            writer.String(key);
            writer.Value(value);
            if (style.Protocol == 0) writer.Text("s");
        }

        writer.Text(style.Protocol > 0 ? "u." : ".");
        return writer._bytes.ToArray();
    }

    private void Value(object? value)
    {
        switch (value)
        {
            case null: Text("N"); break;
            case bool truth: Truth(truth); break;
            case long number: Number(number); break;
            case string text: String(text); break;
            case IReadOnlyList<long> numbers: List(numbers, Number); break;
            case IReadOnlyList<string> texts: List(texts, String); break;
            case ByteArray array: Array(array); break;
            default: throw new ArgumentException($"{value.GetType()} is not written.", nameof(value));
        }
    }

    private void List<T>(IReadOnlyList<T> items, Action<T> write)
    {
        Begin('l', ']');
        if (Protocol > 0) Text("(");
        foreach (T item in items)
        {
            write(item);
            if (Protocol == 0) Text("a");
        }

        if (Protocol > 0) Text("e");
    }

    private void Begin(char old, char empty)
    {
        Text(Protocol == 0 ? "(" + old : empty.ToString());
        Remember();
    }

    private void Array(ByteArray array)
    {
        string core = array.NewNumPy ? "numpy._core" : "numpy.core";
        if (_style is { Python: 3, Protocol: 5 })
        {
            Global(core + ".numeric", "_frombuffer");
            Text("(");
            Counted(0x96, 8, array.Data);
            Remember();
            ElementType();
            Tuple(() => System.Array.ForEach(array.Shape, extent => Number(extent)), array.Shape.Length);
            String(array.FortranOrder ? "F" : "C");
            Text("tR");
            Remember();
            return;
        }

        Global(core + ".multiarray", "_reconstruct");
        Tuple(
            () =>
            {
                Global("numpy", "ndarray");
                Tuple(() => Number(0), 1);
                ByteString("b"u8);
            },
            3);
        Call();
        Text("(");
        Number(1);
        Tuple(() => System.Array.ForEach(array.Shape, extent => Number(extent)), array.Shape.Length);
        ElementType();
        Truth(array.FortranOrder);
        ByteString(array.Data);
        Text("t");
        Remember();
        Text("b");
    }

    private void ElementType()
    {
        Global("numpy", "dtype");
        Tuple(
            () =>
            {
                String("u1");
                if (_style.Python == 2)
                {
                    Number(0);
                    Number(1);
                }
                else
                {
                    Truth(false);
                    Truth(true);
                }
            },
            3);
        Call();
        Text("(");
        Number(3);
        String("|");
        Text("NNN");
        Number(-1);
        Number(-1);
        Number(0);
        Text("t");
        Remember();
        Text("b");
    }

    private void Call()
    {
        Text("R");
        Remember();
    }

    /// <summary>A tuple: marked, or from protocol 2 on by its length up to three.</summary>
    private void Tuple(Action write, int count)
    {
        bool marked = Protocol < 2 || count > 3;
        if (marked) Text("(");
        write();
        Bytes(marked ? (byte)'t' : (byte)(0x84 + count));
        Remember();
    }

    private void Global(string module, string name)
    {
        if (Protocol >= 4)
        {
            String(module);
            String(name);
            Bytes(0x93);
        }
        else
        {
            Text($"c{module}\n{name}\n");
        }

        Remember();
    }

    private void Truth(bool value)
    {
        if (Protocol >= 2) Bytes((byte)(value ? 0x88 : 0x89));
        else Text(value ? "I01\n" : "I00\n");
    }

    private void Number(long value)
    {
        if (Protocol == 0) Text(string.Create(CultureInfo.InvariantCulture, $"I{value}\n"));
        else if (value is >= 0 and < 256) Bytes((byte)'K', (byte)value);
        else if (value is >= 0 and < 65_536) Fixed('M', value, 2);
        else Fixed('J', value, 4);
    }

    private void String(string text)
    {
        if (_style.Python == 2) ByteString(Encoding.Latin1.GetBytes(text));
        else Unicode(text);
    }

    private void Unicode(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        if (Protocol == 0) Text("V" + Escaped(text) + "\n");
        else if (Protocol >= 4 && utf8.Length < 256) Counted(0x8c, 1, utf8);
        else Counted((byte)'X', 4, utf8);
        Remember();
    }

    /// <summary>A text of Python 2, or bytes of Python 3, which below protocol 3 are a text that is encoded when it is read.</summary>
    private void ByteString(ReadOnlySpan<byte> bytes)
    {
        if (_style.Python == 3 && Protocol < 3)
        {
            byte[] copy = bytes.ToArray();
            Global("_codecs", "encode");
            Tuple(
                () =>
                {
                    Unicode(Encoding.Latin1.GetString(copy));
                    Unicode("latin1");
                },
                2);
            Call();
            return;
        }

        (byte Short, byte Long) operations = _style.Python == 2 ? ((byte)'U', (byte)'T') : ((byte)'C', (byte)'B');
        if (Protocol == 0) Text("S" + Quoted(bytes) + "\n");
        else if (bytes.Length < 256) Counted(operations.Short, 1, bytes);
        else Counted(operations.Long, 4, bytes);
        Remember();
    }

    /// <summary>As Python 3 writes a text with protocol 0.</summary>
    private static string Escaped(string text)
        => string.Concat(text.Select(one => one is '\\' or '\0' or '\n' or '\r' or '\x1a' ? $"\\u{(int)one:x4}" : one.ToString()));

    /// <summary>As Python 2's <c>repr</c> writes a text.</summary>
    private static string Quoted(ReadOnlySpan<byte> bytes)
    {
        char quote = bytes.Contains((byte)'\'') && !bytes.Contains((byte)'"') ? '"' : '\'';
        StringBuilder text = new();
        text.Append(quote);
        foreach (byte one in bytes)
        {
            text.Append(one switch
            {
                (byte)'\n' => "\\n",
                (byte)'\r' => "\\r",
                (byte)'\t' => "\\t",
                (byte)'\\' => "\\\\",
                _ when one == quote => "\\" + quote,
                < 32 or > 126 => $"\\x{one:x2}",
                _ => ((char)one).ToString(),
            });
        }

        return text.Append(quote).ToString();
    }

    private void Remember()
    {
        if (Protocol >= 4) Bytes(0x94);
        else if (Protocol == 0) Text($"p{_memo}\n");
        else if (_memo < 256) Bytes((byte)'q', (byte)_memo);
        else Fixed('r', _memo, 4);
        _memo++;
    }

    private void Counted(byte operation, int lengthBytes, ReadOnlySpan<byte> content)
    {
        Fixed((char)operation, content.Length, lengthBytes);
        _bytes.Write(content);
    }

    private void Fixed(char operation, long value, int bytes)
    {
        Span<byte> little = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(little, value);
        Bytes((byte)operation);
        _bytes.Write(little[..bytes]);
    }

    private void Bytes(params ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    private void Text(string text) => _bytes.Write(Encoding.Latin1.GetBytes(text));
}

/// <summary>An array of bytes for a <see cref="PickleWriter"/>.</summary>
/// <param name="Data">Its elements.</param>
/// <param name="Shape">Its extents.</param>
public sealed record ByteArray(byte[] Data, params long[] Shape)
{
    /// <summary>Whether the first axis varies fastest.</summary>
    public bool FortranOrder { get; init; }

    /// <summary>Whether names are those of NumPy 2.</summary>
    public bool NewNumPy { get; init; }
}
