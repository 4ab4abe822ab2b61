using SpikeDistill.Interop.Pickles;

namespace SpikeDistill.Interop.PyTorch;

/// <summary>
/// What <c>torch.save</c> writes of tensors, plain containers and numbers: about what <c>torch.load(weights_only=True)</c> allows.
/// Format: the source of PyTorch's <c>torch/serialization.py</c> and <c>torch/_utils.py</c>.
/// </summary>
/// <param name="length">The pickle's bytes.</param>
internal sealed class TorchVocabulary(long length) : PlainVocabulary(length)
{
    private const string Tensors = "torch._utils";

    private readonly Dictionary<string, long> _storages = new(StringComparer.Ordinal);
    private long _paired;

    /// <summary>The bytes of each storage that was named.</summary>
    public IReadOnlyDictionary<string, long> Storages => _storages;

    public override string Kinds => "a tensor or a plain container";

    public override string Advice => "If you trust the file, save what is needed of it in Python: torch.save(model.state_dict(), 'weights.pth').";

    public override bool RefersOutside => true;

    public override object? Find(string module, string name) => (module, name) switch
    {
        ("collections", "OrderedDict") => TorchFunction.OrderedDictionary,
        ("collections", "defaultdict") => TorchFunction.DefaultDictionary,
        ("collections", "Counter") => TorchFunction.Counter,
        ("builtins" or "__builtin__", "dict" or "list" or "int" or "float") => TorchFunction.Factory,
        ("builtins" or "__builtin__", "set" or "frozenset") => TorchFunction.Set,
        ("numpy.core.multiarray" or "numpy._core.multiarray", "scalar") => TorchFunction.Scalar,
        ("torch", "Size") => TorchFunction.Size,
        ("torch", "device") => TorchFunction.Device,
        ("torch.storage", "UntypedStorage") => TorchFunction.Untyped,
        ("torch", "Tensor") or ("torch.nn.parameter", "Parameter") => TorchFunction.TensorClass,
        ("torch._tensor", "_rebuild_from_type_v2") => TorchFunction.FromType,
        (Tensors, "_rebuild_tensor") => TorchFunction.Tensor,
        (Tensors, "_rebuild_tensor_v2") => TorchFunction.Tensor,
        (Tensors, "_rebuild_tensor_v3") => TorchFunction.TypedTensor,
        (Tensors, "_rebuild_parameter" or "_rebuild_parameter_with_state") => TorchFunction.Parameter,
        ("torch", _) when TorchTypes.OfStorage(name) is { } storage => new StorageClass(storage),
        ("torch", _) when TorchTypes.OfElement(name) is { } type => type,
        _ => base.Find(module, name),
    };

    public override object? Call(object? function, object?[] arguments) => (function, arguments) switch
    {
        (TorchFunction.OrderedDictionary or TorchFunction.Counter, []) => Empty(),
        (TorchFunction.OrderedDictionary, [List<object?> pairs]) => OfPairs(pairs),
        (TorchFunction.Counter, [Dictionary<string, object?> counts]) => counts,
        (TorchFunction.DefaultDictionary, [] or [TorchFunction.Factory or TorchFunction.Set or TorchFunction.OrderedDictionary or null]) => Empty(),
        (TorchFunction.Set, [List<object?> items]) => items,
        (TorchFunction.Factory or TorchFunction.Set, []) => null,
        (TorchFunction.Scalar, [PickleSlot { Value: ElementKind }, ReadOnlyMemory<byte> bytes]) => bytes,
        (TorchFunction.Size, [object?[] extents]) => extents,
        (TorchFunction.Device, [var name, ..]) => name,
        (TorchFunction.Tensor, [TorchStorage storage, var offset, object?[] shape, object?[] strides, ..])
            => TorchTensor.Of(storage, null, offset, shape, strides),
        (TorchFunction.TypedTensor, [TorchStorage storage, var offset, object?[] shape, object?[] strides, _, _, TensorType type, ..])
            => TorchTensor.Of(storage, type, offset, shape, strides),
        (TorchFunction.Parameter, [TorchTensor tensor, ..]) => tensor,
        (TorchFunction.FromType, [TorchFunction inner, TorchFunction.TensorClass, object?[] both, ..]) when inner != TorchFunction.FromType
            => Call(inner, both),
        _ => base.Call(function, arguments),
    };

    public override void SetState(object? target, object? state)
    {
        // Attributes of an ordered dictionary, such as the versions of modules, or of a tensor: they play no part in its values.
        if (target is not (Dictionary<string, object?> or TorchTensor)) base.SetState(target, state);
    }

    public override object? Outside(object? identity)
    {
        if (identity is not object?[] parts || parts is not [var kind, var storage, var key, _, long count, .. var rest]
            || PickleDictionary.Text(kind) != "storage" || PickleMachine.TextKey(key) is not { } name || count < 0)
        {
            throw new InvalidOperationException("something outside the pickle is referred to that is no storage");
        }

        (TensorType? type, long size) = storage switch
        {
            StorageClass of => ((TensorType?)of.Type, of.Type.Size()),
            TorchFunction.Untyped => (null, 1),
            _ => throw new InvalidOperationException("a storage is of an unknown class"),
        };
        if (count > long.MaxValue / size) throw new InvalidOperationException($"a storage of {count} elements is announced");
        if (!_storages.TryAdd(name, count * size) && _storages[name] != count * size)
        {
            throw new InvalidOperationException($"the storage '{PickleMachine.Shown(name)}' has two sizes");
        }

        return rest switch
        {
            [] or [null] => new TorchStorage(name, type, count),
            [object?[] and [_, long first, long length]] when first >= 0 && length >= 0 && first <= count - length
                => new TorchStorage(name, type, length, first),
            _ => throw new InvalidOperationException("a part of a storage cannot be read"),
        };
    }

    private static Dictionary<string, object?> Empty() => new(StringComparer.Ordinal);

    /// <summary>As Python 2 and protocol 0 write ordered dictionaries: a list of pairs. The same list may be named again and again.</summary>
    private Dictionary<string, object?> OfPairs(List<object?> pairs)
    {
        _paired += pairs.Count;
        if (_paired > Length) throw new InvalidOperationException("more pairs are made than the file holds");

        Dictionary<string, object?> made = Empty();
        foreach (object? pair in pairs)
        {
            (object? key, object? value) = pair switch
            {
                List<object?> { Count: 2 } list => (list[0], list[1]),
                object?[] { Length: 2 } tuple => (tuple[0], tuple[1]),
                _ => throw WrongCall(),
            };
            made[PickleMachine.TextKey(key) ?? throw WrongCall()] = value;
        }

        return made;
    }
}

/// <summary>The class of storages of an element type.</summary>
internal sealed record StorageClass(TensorType Type);

/// <summary>What a pickle of PyTorch may call or name, beside what NumPy leaves.</summary>
internal enum TorchFunction
{
    /// <summary>Python's dictionary that keeps its order.</summary>
    OrderedDictionary,

    /// <summary>Python's dictionary that makes what is missing.</summary>
    DefaultDictionary,

    /// <summary>Python's dictionary of counts, in which schedules keep their steps.</summary>
    Counter,

    /// <summary>A class that a dictionary makes missing values with.</summary>
    Factory,

    /// <summary>Python's set.</summary>
    Set,

    /// <summary>A number of NumPy.</summary>
    Scalar,

    /// <summary>A shape.</summary>
    Size,

    /// <summary>The processor that a tensor was on.</summary>
    Device,

    /// <summary>The class of storages without an element type.</summary>
    Untyped,

    /// <summary>The class of tensors or of parameters.</summary>
    TensorClass,

    /// <summary>A tensor with attributes of its own.</summary>
    FromType,

    /// <summary>A view of a storage.</summary>
    Tensor,

    /// <summary>A view of a storage without an element type.</summary>
    TypedTensor,

    /// <summary>A tensor that is learned.</summary>
    Parameter,
}
