using System.Globalization;
using System.Text;

namespace SpikeDistill.Interop.Pickles;

/// <summary>
/// Runs the operations of a pickle that make plain data and what a vocabulary adds to them. What a value takes is bounded by the bytes
/// that describe it: values are referred to, never copied, but for texts that become bytes, which are counted.
/// </summary>
internal sealed class PickleMachine(ReadOnlyMemory<byte> content, string file, PickleVocabulary vocabulary)
{
    private const int NewestProtocol = 5;
    private const int LongestKey = 1000, LongestByteKey = 100;

    private readonly PickleInput _input = new(content, file);
    private readonly PickleStack _stack = new();
    private readonly Dictionary<long, object?> _memo = [];

    /// <summary>The bytes that were read.</summary>
    public int Length => _input.Position;

    /// <summary>Runs to the end.</summary>
    /// <returns>
    /// Null, a truth value, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, <see cref="ReadOnlyMemory{T}"/> of bytes,
    /// a list, an array (a tuple), a dictionary of texts, <see cref="PickleArray"/> or a <see cref="PickleSlot"/> of one, or what the
    /// vocabulary makes.
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
                    string problem = $"it uses the operation {Name(operation)} at byte {place}, where only {vocabulary.Kinds} is read; nothing in it was run.";
                    throw new PickleException(file, problem, vocabulary.Advice);
                }
            }
        }
        catch (InvalidOperationException failure)
        {
            throw _input.Bad(failure.Message);
        }
        catch (PickleRefusal refusal)
        {
            throw new PickleException(file, refusal.Message, refusal.Remedy);
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
            case (byte)'P' when vocabulary.RefersOutside: _stack.Push(vocabulary.Outside(_input.TextLine())); return true;
            case (byte)'Q' when vocabulary.RefersOutside: _stack.Push(vocabulary.Outside(_stack.Pop())); return true;
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
        => module is not null && name is not null && vocabulary.Find(module, name) is { } function
            ? function
            : throw new PickleException(
                file, $"it names {Shown(module)}.{Shown(name)}, which is not {vocabulary.Kinds}; nothing in it was run.", vocabulary.Advice);

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
            entries[Key(pairs[i]) ?? throw _input.Bad("a key is no text, or a very long one")] = pairs[i + 1];
        }

        return entries;
    }

    /// <summary>A key that is a text; null for anything else, or a very long one. Bytes are copied with each use, so they are to be short.</summary>
    internal static string? TextKey(object? value) => value switch
    {
        string { Length: <= LongestKey } text => text,
        ReadOnlyMemory<byte> { Length: <= LongestByteKey } bytes => PickleDictionary.Text(bytes),
        _ => null,
    };

    /// <summary>Whole numbers are keys in the states of PyTorch's optimizers.</summary>
    private string? Key(object? value)
        => value is long number && vocabulary.RefersOutside ? number.ToString(CultureInfo.InvariantCulture) : TextKey(value);

    private void Call()
    {
        object?[] both = _stack.Pop(2);
        object?[] arguments = both[1] as object?[] ?? throw _input.Bad("a function is called with something else than it takes");
        _stack.Push(vocabulary.Call(both[0], arguments));
    }

    private void SetState()
    {
        object?[] both = _stack.Pop(2);
        vocabulary.SetState(both[0], both[1]);
        _stack.Push(both[0]);
    }

    private static string Utf8(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private PickleException NoText() => _input.Bad("a text cannot be read");

    /// <summary>A name of the file, shortened.</summary>
    internal static string Shown(string? name) => name is null ? "?" : name.Length > 80 ? name[..80] + "..." : name;

    private static string Name(byte operation) => PickleOperations.Name(operation) is { } name ? $"{name} (0x{operation:x2})" : $"0x{operation:x2}";
}
