namespace SpikeDistill.Tensors;

/// <summary>A value that a backward function will read. It holds the memory; the tape drops it as soon as the function has run.</summary>
public sealed class Saved
{
    private readonly Tensor? _value;

    internal Saved(Tensor? value)
    {
        if (value is not null)
        {
            value.Storage.Hold();
            _value = new Tensor(value.Shape, value.Kind, value.Storage);
        }
    }

    /// <summary>The value, as it was when it was saved.</summary>
    /// <exception cref="TensorException">The tape does not record, so nothing was saved.</exception>
    public Tensor Value => _value ?? throw new TensorException("Nothing was saved for the backward pass: the tape does not record.");

    internal void Drop() => _value?.Release();
}
