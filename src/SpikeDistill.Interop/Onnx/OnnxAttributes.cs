using System.Collections;
using SpikeDistill.Interop.Onnx.Messages;

namespace SpikeDistill.Interop.Onnx;

/// <summary>The attributes of an ONNX operator, in the order they are added.</summary>
public sealed class OnnxAttributes : IEnumerable<string>
{
    private readonly List<AttributeProto> _list = [];

    internal IEnumerable<AttributeProto> Messages => _list;

    /// <summary>Adds a whole number.</summary>
    public void Add(string name, long value) => _list.Add(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value });

    /// <summary>Adds a float.</summary>
    public void Add(string name, float value) => _list.Add(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value });

    /// <summary>Adds a list of whole numbers.</summary>
    public void Add(string name, params ReadOnlySpan<int> values)
    {
        AttributeProto list = new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        foreach (int value in values)
        {
            list.Ints.Add(value);
        }

        _list.Add(list);
    }

    /// <summary>The names.</summary>
    public IEnumerator<string> GetEnumerator() => _list.Select(attribute => attribute.Name).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
