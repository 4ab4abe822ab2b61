using System.Numerics;
using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Training;

/// <summary>What a network's tensors take, unit by unit. Sizes are those of the memory pool's blocks, up to a quarter above what is asked.</summary>
internal sealed class NetworkMemory
{
    /// <summary>The most that partial sums of a convolution's weight gradient take.</summary>
    private const long MostPartials = 64L << 20;

    /// <summary>The most runs that a weight gradient is summed in, and the pixels of a run.</summary>
    private const int MostRuns = 16, RunPixels = 2048;

    /// <summary>What kernels copy images with their halo into.</summary>
    private const long Scratch = 1L << 20;

    /// <summary>Tensors of a unit's size that stand beside what is saved while it runs forward, and while gradients pass it.</summary>
    private const int ForwardExtra = 2, BackwardExtra = 3;

    private readonly NetworkDescription _description;
    private readonly int _steps;
    private readonly bool _spiking;
    private readonly long _imageElements;
    private readonly int[] _sizes;
    private readonly int[] _pooledSizes;

    public NetworkMemory(NetworkSettings settings, int imageSize)
    {
        _description = NetworkRegistry.Describe(settings);
        _steps = settings.Timesteps;
        _spiking = settings.Activation == ActivationKind.Spiking;
        _imageElements = (long)imageSize * imageSize * settings.InputChannels;
        _sizes = new int[_description.Units.Count];
        _pooledSizes = new int[_sizes.Length];
        for (int i = 0; i < _sizes.Length; i++)
        {
            UnitDescription unit = _description.Units[i];
            _sizes[i] = unit.Convolution.OutputSize(unit.Source == UnitDescription.Image ? imageSize : _pooledSizes[unit.Source]);
            _pooledSizes[i] = _sizes[i] / unit.AveragePool;
        }
    }

    /// <summary>Weights and running statistics.</summary>
    public long ParameterBytes => Floats(_description.ParameterCount + _description.BufferCount);

    /// <summary>What the tape holds after a forward pass that records.</summary>
    public long SavedBytes(int batch) => Floats(batch * _imageElements) + Enumerable.Range(0, _sizes.Length).Sum(i => Saved(i, batch));

    /// <summary>The most that a training step holds, forward and backward, without the parameters.</summary>
    public long StepBytes(int batch)
    {
        long saved = Floats(batch * _imageElements), most = 0;
        long gradients = Floats(_description.ParameterCount);
        for (int i = 0; i < _sizes.Length; i++)
        {
            saved += Saved(i, batch);
            UnitDescription unit = _description.Units[i];
            long output = Output(i, batch);
            long largest = unit.Source == UnitDescription.Image ? output : Math.Max(output, Output(unit.Source, batch));
            long backward = (BackwardExtra * largest) + gradients + Scratch + Partials(unit.Convolution, _steps * Pixels(i, batch));
            most = Math.Max(most, saved + Math.Max(ForwardExtra * output, backward));
            gradients -= Floats((long)unit.Convolution.Inputs * unit.Convolution.Outputs * unit.Convolution.Kernel * unit.Convolution.Kernel);
        }

        return most;
    }

    /// <summary>The most that a pass without gradients holds, without the parameters: what a unit reads and writes and what a shortcut waits for.</summary>
    public long InferenceBytes(int batch)
        => Floats(batch * _imageElements) + Enumerable.Range(0, _sizes.Length).Max(i => (ForwardExtra * Output(i, batch)) + (_spiking ? Output(i, batch) / 4 : 3 * Output(i, batch)));

    private static long Partials(ConvolutionDescription convolution, long pixels)
        => Math.Min(MostPartials, Math.Clamp(pixels / RunPixels, 1, MostRuns) * Floats((long)convolution.Inputs * convolution.Outputs * convolution.Kernel * convolution.Kernel));

    private static long Floats(long count)
    {
        long bytes = count * sizeof(float);
        long step = bytes <= 256 ? 64 : 1L << (BitOperations.Log2((ulong)bytes - 1) - 2);
        return (bytes + step - 1) / step * step;
    }

    private long Pixels(int unit, int batch) => (long)batch * _sizes[unit] * _sizes[unit];

    /// <summary>A unit's output as floats over all steps.</summary>
    private long Output(int unit, int batch) => Floats(_steps * Pixels(unit, batch) * _description.Units[unit].Convolution.Outputs);

    private long Saved(int index, int batch)
    {
        UnitDescription unit = _description.Units[index];
        long floats = Output(index, batch);

        // What reads the image runs once and not for every step.
        long convolved = unit.Source == UnitDescription.Image ? Floats(Pixels(index, batch) * unit.Convolution.Outputs) : floats;
        long projected = unit.Shortcut?.Projection is null ? 0 : floats;
        long spikes = _spiking ? _steps * Pixels(index, batch) * SpikeLayout.RowBytes(unit.Convolution.Outputs) : 0;

        // An average of spikes is no longer binary: the layer behind the pool keeps floats.
        long pooled = unit.AveragePool == 1 ? 0 : floats / (unit.AveragePool * unit.AveragePool);
        return convolved + projected + floats + spikes + pooled;
    }
}
