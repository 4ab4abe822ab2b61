using SpikeDistill.Tensors;

namespace SpikeDistill.Networks;

/// <summary>The parameters and buffers of a network while it is built, in the order of the layers.</summary>
internal sealed class ParameterStore(TensorScope scope)
{
    public List<Parameter> Parameters { get; } = [];

    public List<NetworkBuffer> Buffers { get; } = [];

    public Tensor Add(string name, Shape shape, ParameterRole role)
    {
        Tensor value = scope.Variable(shape);
        Parameters.Add(new Parameter(name, value, role));
        return value;
    }

    public Tensor AddBuffer(string name, Shape shape)
    {
        Tensor value = scope.Zeros(shape);
        Buffers.Add(new NetworkBuffer(name, value));
        return value;
    }
}
