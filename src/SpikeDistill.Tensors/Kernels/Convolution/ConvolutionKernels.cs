using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Convolution;

/// <summary>
/// Convolutions over channels-last memory, at a level of SIMD. Outputs need no initial values, are overwritten whole and
/// must not overlap inputs. Results are the same bits for any number of workers, and for a Float32 or Spikes input of the same values.
/// </summary>
internal readonly unsafe struct ConvolutionKernels(Workers workers, MemoryPool pool, SimdLevel level)
{
    /// <summary>output[n, y, x, k] = bias[k] + the sum over taps and channels of weights times input; bias may be null.</summary>
    public void Forward(ConvolutionShape shape, ConvolutionSource input, float* weights, WeightStrides strides, float* bias, float* output)
    {
        if (shape.OutputLength != 0) Correlate(CorrelationPlan.Forward(shape), input, weights, strides, bias, output);
    }

    /// <summary>The gradient with respect to the input, from that of the output.</summary>
    public void InputGradient(ConvolutionShape shape, float* outputGradient, float* weights, WeightStrides strides, float* inputGradient)
    {
        if (shape.InputLength != 0)
        {
            Correlate(CorrelationPlan.InputGradient(shape), ConvolutionSource.FromDense(outputGradient), weights, strides.Transposed(), null, inputGradient);
        }
    }

    /// <summary>The gradient with respect to the weights, from the input and the output's gradient.</summary>
    public void WeightGradient(ConvolutionShape shape, ConvolutionSource input, float* outputGradient, float* weightGradient, WeightStrides strides)
    {
        if (shape.OutputLength == 0)
        {
            new Span<float>(weightGradient, checked((int)shape.WeightLength)).Clear();
            return;
        }

        WeightGradientPlan plan = WeightGradientPlan.For(shape);
        switch (level)
        {
            case SimdLevel.V512: Convolution.WeightGradient.Run<Lanes16>(workers, pool, plan, input, outputGradient, weightGradient, strides); break;
            case SimdLevel.V256: Convolution.WeightGradient.Run<Lanes8>(workers, pool, plan, input, outputGradient, weightGradient, strides); break;
            case SimdLevel.V128: Convolution.WeightGradient.Run<Lanes4>(workers, pool, plan, input, outputGradient, weightGradient, strides); break;
            default: Convolution.WeightGradient.Run<Lanes1>(workers, pool, plan, input, outputGradient, weightGradient, strides); break;
        }
    }

    /// <summary>The gradient with respect to the bias.</summary>
    public void BiasGradient(ConvolutionShape shape, float* outputGradient, float* biasGradient)
    {
        long pixels = (long)shape.Images * shape.OutputHeight * shape.OutputWidth;
        switch (level)
        {
            case SimdLevel.V512: Convolution.BiasGradient.Run<Lanes16>(workers, pool, pixels, shape.Outputs, outputGradient, biasGradient); break;
            case SimdLevel.V256: Convolution.BiasGradient.Run<Lanes8>(workers, pool, pixels, shape.Outputs, outputGradient, biasGradient); break;
            case SimdLevel.V128: Convolution.BiasGradient.Run<Lanes4>(workers, pool, pixels, shape.Outputs, outputGradient, biasGradient); break;
            default: Convolution.BiasGradient.Run<Lanes1>(workers, pool, pixels, shape.Outputs, outputGradient, biasGradient); break;
        }
    }

    private void Correlate(CorrelationPlan plan, ConvolutionSource source, float* weights, WeightStrides strides, float* bias, float* output)
    {
        switch (level)
        {
            case SimdLevel.V512: Correlation.Run<Lanes16>(workers, pool, plan, source, weights, strides, bias, output); break;
            case SimdLevel.V256: Correlation.Run<Lanes8>(workers, pool, plan, source, weights, strides, bias, output); break;
            case SimdLevel.V128: Correlation.Run<Lanes4>(workers, pool, plan, source, weights, strides, bias, output); break;
            default: Correlation.Run<Lanes1>(workers, pool, plan, source, weights, strides, bias, output); break;
        }
    }
}
