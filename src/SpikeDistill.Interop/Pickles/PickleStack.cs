namespace SpikeDistill.Interop.Pickles;

/// <summary>The stack of a pickle, with its marks. Taking what is not there throws <see cref="InvalidOperationException"/>.</summary>
internal sealed class PickleStack
{
    private readonly List<object?> _values = [];
    private readonly Stack<int> _marks = [];

    public void Push(object? value) => _values.Add(value);

    public void Mark() => _marks.Push(_values.Count);

    public object? Peek() => _values.Count > Bottom ? _values[^1] : throw Empty();

    public object? Pop() => Pop(1)[0];

    /// <summary>The uppermost values, in the order they were pushed.</summary>
    public object?[] Pop(int count)
    {
        if (_values.Count - Bottom < count) throw Empty();

        object?[] taken = [.. _values[^count..]];
        _values.RemoveRange(_values.Count - count, count);
        return taken;
    }

    /// <summary>All values above the last mark, which goes with them.</summary>
    public object?[] PopToMark()
    {
        if (_marks.Count == 0) throw new InvalidOperationException("a mark is missing");

        object?[] taken = Pop(_values.Count - Bottom);
        _marks.Pop();
        return taken;
    }

    private int Bottom => _marks.TryPeek(out int mark) ? mark : 0;

    private static InvalidOperationException Empty() => new("a value is missing");
}
