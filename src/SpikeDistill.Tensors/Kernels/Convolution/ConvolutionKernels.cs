using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Kernels.Channels;
using SpikeDistill.Tensors.Kernels.Convolution.Dense;
using SpikeDistill.Tensors.Kernels.Convolution.DenseWeights;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Convolution.RowTiles;
using SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;
using SpikeDistill.Tensors.Kernels.Convolution.SpikeTables;
using SpikeDistill.Tensors.Kernels.Convolution.SpikeWeights;
using SpikeDistill.Tensors.Kernels.Convolution.Winograd;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Convolution;

/// <summary>
/// Convolutions over channels-last memory, at the workers' number of lanes. Outputs need no initial values, are
/// overwritten whole and must not overlap inputs. Results are the same bits for any number of workers, and for an input of
/// the same values in any storage, except a forward pass whose shape asks for tables of spikes (<see cref="SpikeTableKernel"/>)
/// or, of floats and counts, for tiles (<see cref="WinogradPlan.Covers"/>, <see cref="RowTilePlan.Covers"/>).
/// </summary>
internal readonly unsafe struct ConvolutionKernels(Workers workers, MemoryPool memory)
{
    /// <summary>
    /// How forward passes take packed spikes where tables do not, and counts where tiles do not; another way than by count is for
    /// tests and benchmarks, and tables stay out.
    /// </summary>
    public SpikePath SpikeSums { get; init; }

    /// <summary>How correlations of floats are summed; for tests and benchmarks.</summary>
    public FloatPath Floats { get; init; }

    /// <summary>How weight gradients take packed spikes and counts; for tests and benchmarks.</summary>
    public SpikePath SpikeWeights { get; init; }

    /// <summary>
    /// output[n, y, x, k] = bias[k] + the sum over taps and channels of weights times input; bias may be null. Statistics
    /// of the output may be taken up on the way, where the kernel can.
    /// </summary>
    public void Forward(
        ConvolutionShape shape, ConvolutionSource input, float* weights, WeightStrides strides, float* bias, float* output,
        ChannelStatistics? statistics = null)
    {
        if (shape.OutputLength == 0) return;
        if (input.Spikes is null && TryTiles(shape, backward: false, input, weights, strides, bias, output)) return;
        Correlation dense = Correlation(CorrelationPlan.Forward(shape), input, weights, strides, bias, output);
        if (input.Spikes is not null && SpikeSums == SpikePath.ByCount && SpikeTableKernel.Covers(shape))
        {
            LaneDispatch.Run(workers.Lanes, new SpikeTableKernel { Shape = shape, Dense = dense, Statistics = statistics }, 0, 0);
        }
        else if (input.Dense is null && SpikeForwardKernel.Covers(shape))
        {
            LaneDispatch.Run(workers.Lanes, new SpikeForwardKernel { Shape = shape, Dense = dense, Path = SpikeSums, Statistics = statistics }, 0, 0);
        }
        else
        {
            LaneDispatch.Run(workers.Lanes, dense, 0, 0);
        }
    }

    /// <summary>
    /// Hands the output on chunk by chunk, each over all steps. Of its memory each thread uses a part, which stays in its caches. Returns
    /// false, and has done nothing, where no kernel of spikes or counts would run, or where it pays more to write the output.
    /// </summary>
    public bool Forward(
        ConvolutionShape shape, ConvolutionSource input, float* weights, WeightStrides strides, float* bias, float* output, IOutputChunks taker)
    {
        bool tiled = WinogradPlan.Covers(shape, backward: false, Floats) || RowTilePlan.Covers(shape, backward: false, Floats);
        if (shape.OutputLength == 0 || input.Dense is not null || (input.Spikes is null && tiled) || shape.Images % taker.Steps != 0) return false;
        Correlation dense = Correlation(CorrelationPlan.Forward(shape), input, weights, strides, bias, output);
        if (input.Spikes is not null && SpikeSums == SpikePath.ByCount && SpikeTableKernel.Covers(shape))
        {
            LaneDispatch.Run(workers.Lanes, new SpikeTableKernel { Shape = shape, Dense = dense, Taker = taker }, 0, 0);
        }
        else if (SpikeForwardKernel.Covers(shape))
        {
            LaneDispatch.Run(workers.Lanes, new SpikeForwardKernel { Shape = shape, Dense = dense, Path = SpikeSums, Taker = taker }, 0, 0);
        }

        return taker.Complete;
    }

    /// <summary>Whether it costs nothing that <see cref="InputGradient"/> adds to what is there: tiles of both directions do not.</summary>
    public static bool AddsInPlace(ConvolutionShape shape) => !WinogradPlan.Covers(shape, backward: true);

    /// <summary>The gradient with respect to the input, from that of the output; where it adds, to what is there.</summary>
    public void InputGradient(ConvolutionShape shape, float* outputGradient, float* weights, WeightStrides strides, float* inputGradient, bool adds = false)
    {
        if (shape.InputLength == 0) return;
        ConvolutionSource source = ConvolutionSource.FromDense(outputGradient);
        if (TryTiles(shape, backward: true, source, weights, strides.Transposed(), null, inputGradient, adds)) return;
        Correlation kernel = Correlation(CorrelationPlan.InputGradient(shape), source, weights, strides.Transposed(), null, inputGradient);
        LaneDispatch.Run(workers.Lanes, kernel with { Adds = adds }, 0, 0);
    }

    /// <summary>The gradient with respect to the weights, from the input and the output's gradient.</summary>
    public void WeightGradient(ConvolutionShape shape, ConvolutionSource input, float* outputGradient, float* weightGradient, WeightStrides strides)
    {
        if (shape.OutputLength == 0)
        {
            new Span<float>(weightGradient, checked((int)shape.WeightLength)).Clear();
            return;
        }

        WeightGradient kernel = new()
        {
            Workers = workers,
            Memory = memory,
            Plan = WeightGradientPlan.For(shape),
            Source = input,
            OutputGradient = outputGradient,
            Output = weightGradient,
            Strides = strides,
        };
        if (input.Dense is null && SpikeWeightPlan.Covers(shape))
        {
            LaneDispatch.Run(workers.Lanes, new SpikeWeightGradient { Dense = kernel, Path = SpikeWeights }, 0, 0);
        }
        else
        {
            LaneDispatch.Run(workers.Lanes, kernel, 0, 0);
        }
    }

    /// <summary>The gradient with respect to the bias.</summary>
    public void BiasGradient(ConvolutionShape shape, float* outputGradient, float* biasGradient)
    {
        BiasGradient kernel = new()
        {
            Workers = workers,
            Memory = memory,
            Pixels = (long)shape.Images * shape.OutputHeight * shape.OutputWidth,
            Outputs = shape.Outputs,
            OutputGradient = outputGradient,
            Output = biasGradient,
        };
        LaneDispatch.Run(workers.Lanes, kernel, 0, 0);
    }

    private Correlation Correlation(CorrelationPlan plan, ConvolutionSource source, float* weights, WeightStrides strides, float* bias, float* output) => new()
    {
        Workers = workers,
        Memory = memory,
        Plan = plan,
        Source = source,
        Weights = weights,
        Strides = strides,
        Bias = bias,
        Output = output,
    };

    /// <summary>Correlates floats by tiles, if the shape says that it pays.</summary>
    private bool TryTiles(
        ConvolutionShape shape, bool backward, ConvolutionSource source, float* weights, WeightStrides strides, float* bias, float* output,
        bool adds = false)
    {
        if (!adds && WinogradPlan.Covers(shape, backward, Floats))
        {
            WinogradCorrelation kernel = new()
            {
                Workers = workers,
                Memory = memory,
                Plan = WinogradPlan.For(shape, backward),
                Source = source,
                Weights = weights,
                Strides = strides,
                Bias = bias,
                Output = output,
            };
            LaneDispatch.Run(workers.Lanes, kernel, 0, 0);
            return true;
        }

        if (RowTilePlan.Covers(shape, backward, Floats))
        {
            RowTileCorrelation kernel = new()
            {
                Workers = workers,
                Memory = memory,
                Plan = RowTilePlan.For(shape, backward),
                Source = source,
                Weights = weights,
                Strides = strides,
                Bias = bias,
                Output = output,
                Adds = adds,
            };
            LaneDispatch.Run(workers.Lanes, kernel, 0, 0);
            return true;
        }

        return false;
    }
}
