using System.Text;

namespace SpikeDistill.Interop.Pickles;

/// <summary>NumPy's arrays, and bytes that Python 3 wrote as texts for Python 2 to read.</summary>
/// <param name="length">The pickle's bytes, more than which are not made of texts.</param>
internal class PlainVocabulary(long length) : PickleVocabulary
{
    private long _encoded;

    /// <summary>The pickle's bytes: what is copied of it is counted against them.</summary>
    protected long Length => length;

    public override string Kinds => "plain data";

    public override string Advice => "Save the data as .npy or safetensors if you trust the file.";

    public override object? Find(string module, string name) => PickleNumPy.Find(module, name);

    public override object? Call(object? function, object?[] arguments) => (function, arguments) switch
    {
        (PickleFunction.Reconstruct, [PickleFunction.Array, ..]) => new PickleSlot(),
        (PickleFunction.Type, [var code, ..]) when PickleDictionary.Text(code) is { } text
            => new PickleSlot { Value = PickleNumPy.Type(text) ?? throw NotNumbers(text) },
        (PickleFunction.FromBuffer, [ReadOnlyMemory<byte> data, var type, object?[] shape, var order])
            => MakeArray(shape, type, PickleDictionary.Text(order) == "F", data),
        (PickleFunction.Encode, [string text, ..]) => Encoded(text),
        _ => throw WrongCall(),
    };

    public override void SetState(object? target, object? state)
    {
        if (target is not PickleSlot slot) throw new InvalidOperationException("a state is given to what has none");

        slot.Value = (slot.Value, state) switch
        {
            (ElementKind kind, object?[] and [_, var order, ..]) => kind with { BigEndian = PickleDictionary.Text(order) == ">" },
            (null, object?[] and [_, object?[] shape, var type, var fortran, ReadOnlyMemory<byte> data])
                => MakeArray(shape, type, fortran is true or 1L, data),
            _ => throw new InvalidOperationException("an array's state cannot be read"),
        };
    }

    private static PickleArray MakeArray(object?[] shape, object? type, bool fortran, ReadOnlyMemory<byte> data)
        => type is PickleSlot { Value: ElementKind kind } && PickleNumPy.Make(shape, kind, fortran, data) is { } array
            ? array
            : throw new InvalidOperationException("an array's data do not have the length that its shape and type take");

    private ReadOnlyMemory<byte> Encoded(string text)
    {
        _encoded += text.Length;
        return _encoded <= length
            ? Encoding.Latin1.GetBytes(text)
            : throw new InvalidOperationException("more bytes are made of texts than the file holds");
    }

    private static PickleRefusal NotNumbers(string code)
        => new($"an array has elements of type '{PickleMachine.Shown(code)}'; expected numbers.", "Convert it with astype before saving it.");
}
