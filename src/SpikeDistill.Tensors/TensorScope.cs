using System.Runtime.InteropServices;
using SpikeDistill.Tensors.Memory;

namespace SpikeDistill.Tensors;

/// <summary>
/// Owns tensors and gives all of them back when it is disposed. A network's parameters live in one; each training step has its own,
/// its <see cref="Tape"/>.
/// </summary>
public class TensorScope : IDisposable
{
    // Handles that were released are forgotten now and then, so that a scope may live as long as it likes.
    private const int FirstTidying = 64;

    private readonly List<Tensor> _owned = [];
    private int _tidyAt = FirstTidying;
    private bool _ended;

    /// <summary>Opens a scope on an engine.</summary>
    public TensorScope(Engine engine) => Engine = engine;

    /// <summary>The engine whose memory and workers are used.</summary>
    public Engine Engine { get; }

    /// <summary>A tensor with undefined elements.</summary>
    /// <exception cref="ObjectDisposedException">The scope has ended.</exception>
    public Tensor Allocate(Shape shape, StorageKind kind = StorageKind.Float32)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        return Own(new Tensor(shape, kind, new Storage(Engine.Memory, Bytes(shape, kind))));
    }

    /// <summary>A Counts tensor with undefined elements, none of which will be larger than given: what sums of it may hold follows from that.</summary>
    internal Tensor AllocateCounts(Shape shape, int largest)
    {
        Tensor tensor = Allocate(shape, StorageKind.Counts);
        tensor.Storage.Largest = largest;
        return tensor;
    }

    /// <summary>A tensor with every element 0.</summary>
    public unsafe Tensor Zeros(Shape shape, StorageKind kind = StorageKind.Float32)
    {
        Tensor tensor = Allocate(shape, kind);
        NativeMemory.Clear(tensor.Storage.Pointer, (nuint)tensor.Storage.Bytes);
        return tensor;
    }

    /// <summary>A Float32 tensor with the given elements, copied in row-major order.</summary>
    /// <exception cref="TensorException">The number of elements does not fit the shape.</exception>
    public Tensor From(ReadOnlySpan<float> values, Shape shape)
    {
        if (values.Length != shape.Count)
        {
            throw new TensorException($"From: {values.Length} elements do not fill the shape {shape}, which takes {shape.Count}.");
        }

        Tensor tensor = Allocate(shape);
        values.CopyTo(tensor.Values);
        return tensor;
    }

    /// <summary>A scalar.</summary>
    public Tensor Scalar(float value) => From([value], new Shape());

    /// <summary>A tensor with every element 0 that backward passes work out a gradient for.</summary>
    public Tensor Variable(Shape shape)
    {
        Tensor tensor = Zeros(shape);
        tensor.NeedsGradient = true;
        return tensor;
    }

    /// <summary>A second handle, in this scope, on a value of another scope: the way to carry it out of a step that ends.</summary>
    /// <returns>A handle on the same memory, without gradient history.</returns>
    public Tensor Keep(Tensor tensor) => View(tensor, tensor.Shape);

    /// <summary>Gives back every tensor of the scope.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back every tensor of the scope; a derived scope gives back its own holdings first.</summary>
    protected virtual void Dispose(bool disposing)
    {
        _ended = true;
        foreach (Tensor tensor in _owned)
        {
            tensor.Release();
        }

        _owned.Clear();
    }

    /// <summary>A second handle with a shape that lays the same elements out the same way.</summary>
    internal Tensor View(Tensor tensor, Shape shape)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        tensor.Storage.Hold();
        return Own(new Tensor(shape, tensor.Kind, tensor.Storage));
    }

    private Tensor Own(Tensor tensor)
    {
        if (_owned.Count >= _tidyAt)
        {
            _owned.RemoveAll(owned => owned.IsReleased);
            _tidyAt = Math.Max(FirstTidying, 2 * _owned.Count);
        }

        _owned.Add(tensor);
        return tensor;
    }

    /// <summary>Bytes that hold the elements of a tensor.</summary>
    internal static long Bytes(Shape shape, StorageKind kind)
        => kind switch
        {
            StorageKind.Spikes => SpikeLayout.Bytes(shape),
            StorageKind.Counts => shape.Count,
            _ => shape.Count * sizeof(float),
        };
}
