using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Kernels.Convolution;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Operations;

/// <summary>
/// The output of a convolution or linear layer that is computed when it is asked for, for passes that record nothing. Neurons behind it
/// take its sums up chunk by chunk, while they are in a cache, so that they are never written
/// (<see cref="NormalizeAndActivateOperation.NormalizeAndFire"/>).
/// </summary>
public sealed unsafe class PendingSum
{
    private readonly Tape _tape;
    private readonly string _operation;
    private readonly ConvolutionShape _shape;
    private readonly Tensor _x;
    private readonly Tensor _weights;
    private readonly WeightStrides _strides;
    private readonly Tensor? _bias;
    private readonly Tensor _output;
    private bool _complete;

    internal PendingSum(Tape tape, string operation, ConvolutionShape shape, Shape output, Tensor x, Tensor weights, WeightStrides strides, Tensor? bias)
    {
        if (tape.Recording)
        {
            throw new TensorException($"{operation}: an output that is computed later has no gradient, but this tape records.");
        }

        (_tape, _operation, _shape, _x, _weights, _strides, _bias) = (tape, operation, shape, x, weights, strides, bias);
        _output = tape.Allocate(output);
    }

    /// <summary>The output's shape.</summary>
    public Shape Shape => _output.Shape;

    /// <summary>The output, computed when this is called for the first time.</summary>
    public Tensor Output
    {
        get
        {
            if (_complete) return _output;
            _complete = true;
            Kernels.Forward(_shape, ConvolutionSource.Of(_x), _weights.Floats, _strides, Bias, _output.Floats);
            return _tape.Record(_operation, _output, [], [], static (_, _) => { });
        }
    }

    private ConvolutionKernels Kernels => new(_tape.Engine.Workers, _tape.Engine.Memory);

    private float* Bias => _bias is null ? null : _bias.Floats;

    /// <summary>Gives the memory back.</summary>
    public void Release() => _output.Release();

    /// <summary>Hands the output on without writing it, if that pays; else nothing has happened.</summary>
    internal bool Give(IOutputChunks taker)
        => !_complete && Kernels.Forward(_shape, ConvolutionSource.Of(_x), _weights.Floats, _strides, Bias, _output.Floats, taker);
}
