using System.Text;

namespace SpikeDistill.Interop.Pickles;

/// <summary>
/// Runs the operations of a pickle that make plain data. What a value takes is bounded by the bytes that describe it: values are
/// referred to, never copied, but for texts that become bytes, which are counted.
/// </summary>
internal sealed class PickleMachine(ReadOnlyMemory<byte> content, string file)
{
    private const int NewestProtocol = 5;
    private const int LongestKey = 100;
    private const string Foreign = "Save the data as .npy or safetensors if you trust the file.";

    private readonly PickleInput _input = new(content, file);
    private readonly PickleStack _stack = new();
    private readonly Dictionary<long, object?> _memo = [];
    private long _encoded;

    /// <summary>Runs to the end.</summary>
    /// <returns>
    /// Null, a truth value, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, <see cref="ReadOnlyMemory{T}"/> of bytes,
    /// a list, an array (a tuple), a dictionary of texts, <see cref="PickleArray"/>, or a <see cref="PickleSlot"/> of one.
    /// </returns>
    public object? Run()
    {
        try
        {
            while (true)
            {
                int place = _input.Position;
                byte operation = _input.Byte();
                if (operation == (byte)'.') return _stack.Pop();
                if (!Push(operation) && !Build(operation))
                {
                    string problem = $"it uses the operation {Name(operation)} at byte {place}, where only plain data is read; nothing in it was run.";
                    throw new PickleException(file, problem, Foreign);
                }
            }
        }
        catch (InvalidOperationException failure)
        {
            throw _input.Bad(failure.Message);
        }
    }

    /// <summary>Operations that only put a value on the stack.</summary>
    private bool Push(byte operation)
    {
        switch (operation)
        {
            case (byte)'N': _stack.Push(null); return true;
            case 0x88: _stack.Push(true); return true;
            case 0x89: _stack.Push(false); return true;
            case (byte)'I': PushNumberOrTruth(); return true;
            case (byte)'J': _stack.Push((long)_input.Int32()); return true;
            case (byte)'K': _stack.Push((long)_input.Byte()); return true;
            case (byte)'M': _stack.Push((long)_input.UInt16()); return true;
            case (byte)'L': _stack.Push(_input.NumberLine()); return true;
            case 0x8a: _stack.Push(_input.Long(1)); return true;
            case 0x8b: _stack.Push(_input.Long(4)); return true;
            case (byte)'F': _stack.Push(_input.DoubleLine()); return true;
            case (byte)'G': _stack.Push(_input.BigEndianDouble()); return true;
            case (byte)'S': _stack.Push(new ReadOnlyMemory<byte>(PickleText.Unquote(_input.Line().Span) ?? throw NoText())); return true;
            case (byte)'T' or (byte)'B': _stack.Push(_input.Counted(4)); return true;
            case (byte)'U' or (byte)'C': _stack.Push(_input.Counted(1)); return true;
            case 0x8e or 0x96: _stack.Push(_input.Counted(8)); return true;
            case (byte)'V': _stack.Push(PickleText.Unescape(_input.Line().Span) ?? throw NoText()); return true;
            case (byte)'X': _stack.Push(Utf8(_input.Counted(4))); return true;
            case 0x8c: _stack.Push(Utf8(_input.Counted(1))); return true;
            case 0x8d: _stack.Push(Utf8(_input.Counted(8))); return true;
            case (byte)']': _stack.Push(new List<object?>()); return true;
            case (byte)')': _stack.Push(Array.Empty<object?>()); return true;
            case (byte)'}': _stack.Push(new Dictionary<string, object?>(StringComparer.Ordinal)); return true;
            case (byte)'c': _stack.Push(Function(_input.TextLine(), _input.TextLine())); return true;
            case (byte)'g': _stack.Push(Remembered(_input.NumberLine())); return true;
            case (byte)'h': _stack.Push(Remembered(_input.Byte())); return true;
            case (byte)'j': _stack.Push(Remembered(_input.Int32())); return true;
            default: return false;
        }
    }

    /// <summary>Operations on what is on the stack.</summary>
    private bool Build(byte operation)
    {
        switch (operation)
        {
            case 0x80: CheckProtocol(); return true;
            case 0x95: _input.Frame(); return true;
            case (byte)'(': _stack.Mark(); return true;
            case (byte)'0': _stack.Pop(); return true;
            case (byte)'1': _stack.PopToMark(); return true;
            case (byte)'2': _stack.Push(_stack.Peek()); return true;
            case (byte)'p': _memo[_input.NumberLine()] = _stack.Peek(); return true;
            case (byte)'q': _memo[_input.Byte()] = _stack.Peek(); return true;
            case (byte)'r': _memo[_input.Int32()] = _stack.Peek(); return true;
            case 0x94: _memo[_memo.Count] = _stack.Peek(); return true;
            case (byte)'t': _stack.Push(_stack.PopToMark()); return true;
            case 0x85 or 0x86 or 0x87: _stack.Push(_stack.Pop(operation - 0x84)); return true;
            case (byte)'l': _stack.Push(new List<object?>(_stack.PopToMark())); return true;
            case (byte)'a': Append(_stack.Pop(1)); return true;
            case (byte)'e': Append(_stack.PopToMark()); return true;
            case (byte)'d': _stack.Push(Fill(new Dictionary<string, object?>(StringComparer.Ordinal), _stack.PopToMark())); return true;
            case (byte)'s': Fill(null, _stack.Pop(2)); return true;
            case (byte)'u': Fill(null, _stack.PopToMark()); return true;
            case 0x93: PushNamed(_stack.Pop(2)); return true;
            case (byte)'R': Call(); return true;
            case (byte)'b': SetState(); return true;
            default: return false;
        }
    }

    private void PushNumberOrTruth()
    {
        int place = _input.Position;
        long number = _input.NumberLine();

        // Protocol 0 writes the truth values as numbers of two digits.
        _stack.Push(number is 0 or 1 && _input.Position - place == 3 && content.Span[place] == (byte)'0' ? number == 1 : number);
    }

    private void PushNamed(object?[] both) => _stack.Push(Function(PickleDictionary.Text(both[0]), PickleDictionary.Text(both[1])));

    private void CheckProtocol()
    {
        byte protocol = _input.Byte();
        if (protocol > NewestProtocol)
        {
            throw new PickleException(file, $"it is of protocol {protocol}; expected at most {NewestProtocol}.", "Save it again with an older protocol.");
        }
    }

    private object? Remembered(long place)
        => _memo.TryGetValue(place, out object? value) ? value : throw _input.Bad($"the value {place} is referred to before it is made");

    private object Function(string? module, string? name)
        => module is not null && name is not null && PickleNumPy.Find(module, name) is { } function
            ? function
            : throw new PickleException(file, $"it names {Shown(module)}.{Shown(name)}, which is not plain data; nothing in it was run.", Foreign);

    private void Append(object?[] items)
    {
        List<object?> list = _stack.Peek() as List<object?> ?? throw _input.Bad("something is appended to what is no list");
        list.AddRange(items);
    }

    private Dictionary<string, object?> Fill(Dictionary<string, object?>? made, object?[] pairs)
    {
        Dictionary<string, object?> entries = made ?? _stack.Peek() as Dictionary<string, object?>
            ?? throw _input.Bad("an entry is put into what is no dictionary");
        if (pairs.Length % 2 != 0) throw _input.Bad("a key has no value");

        for (int i = 0; i < pairs.Length; i += 2)
        {
            bool fits = pairs[i] is string { Length: <= LongestKey } or ReadOnlyMemory<byte> { Length: <= LongestKey };
            entries[fits ? PickleDictionary.Text(pairs[i])! : throw _input.Bad("a key is no text, or a very long one")] = pairs[i + 1];
        }

        return entries;
    }

    private void Call()
    {
        object?[] both = _stack.Pop(2);
        _stack.Push(both switch
        {
            [PickleFunction.Reconstruct, object?[] and [PickleFunction.Array, ..]] => new PickleSlot(),
            [PickleFunction.Type, object?[] and [var code, ..]] when PickleDictionary.Text(code) is { } text
                => new PickleSlot { Value = PickleNumPy.Type(text) ?? throw NotNumbers(text) },
            [PickleFunction.FromBuffer, object?[] and [ReadOnlyMemory<byte> data, var type, object?[] shape, var order]]
                => MakeArray(shape, type, PickleDictionary.Text(order) == "F", data),
            [PickleFunction.Encode, object?[] and [string text, ..]] => Encoded(text),
            _ => throw _input.Bad("a function is called with something else than it takes"),
        });
    }

    private void SetState()
    {
        object?[] both = _stack.Pop(2);
        if (both[0] is not PickleSlot slot) throw _input.Bad("a state is given to what has none");

        slot.Value = (slot.Value, both[1]) switch
        {
            (ElementKind kind, object?[] and [_, var order, ..]) => kind with { BigEndian = PickleDictionary.Text(order) == ">" },
            (null, object?[] and [_, object?[] shape, var type, var fortran, ReadOnlyMemory<byte> data])
                => MakeArray(shape, type, fortran is true or 1L, data),
            _ => throw _input.Bad("an array's state cannot be read"),
        };
        _stack.Push(slot);
    }

    private PickleArray MakeArray(object?[] shape, object? type, bool fortran, ReadOnlyMemory<byte> data)
        => type is PickleSlot { Value: ElementKind kind } && PickleNumPy.Make(shape, kind, fortran, data) is { } array
            ? array
            : throw _input.Bad("an array's data do not have the length that its shape and type take");

    /// <summary>Bytes that Python 3 wrote as a text, for Python 2 to read.</summary>
    private ReadOnlyMemory<byte> Encoded(string text)
    {
        _encoded += text.Length;
        if (_encoded > content.Length) throw _input.Bad("more bytes are made of texts than the file holds");

        return Encoding.Latin1.GetBytes(text);
    }

    private static string Utf8(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private PickleException NoText() => _input.Bad("a text cannot be read");

    private PickleException NotNumbers(string code)
        => new(file, $"an array has elements of type '{Shown(code)}'; expected numbers.", "Convert it with astype before saving it.");

    private static string Shown(string? name) => name is null ? "?" : name.Length > 80 ? name[..80] + "..." : name;

    private static string Name(byte operation) => PickleOperations.Name(operation) is { } name ? $"{name} (0x{operation:x2})" : $"0x{operation:x2}";
}
