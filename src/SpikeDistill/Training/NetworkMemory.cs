using System.Numerics;
using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Training;

/// <summary>What a network's tensors take, unit by unit. Sizes are those of the memory pool's blocks, small ones up to a quarter above what is asked.</summary>
internal sealed class NetworkMemory
{
    /// <summary>From here on a block is as long as asked.</summary>
    private const long LargeBlock = 256 << 10;

    /// <summary>The most that partial sums of a convolution's weight gradient take.</summary>
    private const long MostPartials = 64L << 20;

    /// <summary>The most runs that a weight gradient is summed in, and the pixels of a run.</summary>
    private const int MostRuns = 16, RunPixels = 2048;

    /// <summary>What kernels copy images with their halo into.</summary>
    private const long Scratch = 1L << 20;

    private readonly NetworkDescription _description;
    private readonly int _steps;
    private readonly bool _spiking;
    private readonly long _imageElements;
    private readonly int[] _sizes;

    public NetworkMemory(NetworkSettings settings, int imageSize)
    {
        _description = NetworkRegistry.Describe(settings);
        _steps = settings.Timesteps;
        _spiking = settings.Activation == ActivationKind.Spiking;
        _imageElements = (long)imageSize * imageSize * settings.InputChannels;
        _sizes = [.. _description.UnitShapes(imageSize).Select(shape => shape.Height)];
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

            // Beside what is saved stand the gradients of a unit's output and input; a third waits in a shortcut.
            long output = Output(i, batch), input = unit.Source == UnitDescription.Image ? 0 : Pooled(unit.Source, batch);
            bool waits = unit.Shortcut is not null || (i + 1 < _sizes.Length && _description.Units[i + 1].Shortcut is not null);
            long passing = output + input + (waits ? Math.Max(output, input) : 0);
            long backward = passing + gradients + Scratch + Math.Max(Partials(unit.Convolution, _steps * Pixels(i, batch)), Tiles(unit.Convolution));
            most = Math.Max(most, saved + backward);
            gradients -= Floats((long)unit.Convolution.Inputs * unit.Convolution.Outputs * unit.Convolution.Kernel * unit.Convolution.Kernel);
        }

        return most;
    }

    /// <summary>The most that a pass without gradients holds, without the parameters: what a unit reads and writes and what a shortcut waits for.</summary>
    public long InferenceBytes(int batch)
        => Floats(batch * _imageElements) + Enumerable.Range(0, _sizes.Length).Max(i => Passing(i, batch) + (_spiking ? 0 : Tiles(_description.Units[i].Convolution)));

    /// <summary>What a unit reads, writes and leaves waiting: convolutions' outputs as floats, and three activations.</summary>
    private long Passing(int unit, int batch)
        => (Output(unit, batch) * (_description.Units[unit].Shortcut?.Projection is null ? 1 : 2)) + (3 * Output(unit, batch) / (_spiking ? 8 * sizeof(float) : 1));

    /// <summary>Weights transformed for tiles of 4x4 outputs: 36 for every 9, and the tiles' scratch.</summary>
    internal static long Tiles(int inputs, int outputs) => Math.Min(inputs, outputs) >= 32 ? Floats(36L * inputs * outputs) + Scratch : 0;

    private static long Tiles(ConvolutionDescription convolution)
        => convolution is { Kernel: 3, Stride: 1 } ? Tiles(convolution.Inputs, convolution.Outputs) : 0;

    private static long Partials(ConvolutionDescription convolution, long pixels)
        => Math.Min(MostPartials, Math.Clamp(pixels / RunPixels, 1, MostRuns) * Floats((long)convolution.Inputs * convolution.Outputs * convolution.Kernel * convolution.Kernel));

    /// <summary>Bytes of the pool's block for so many floats.</summary>
    internal static long Floats(long count)
    {
        long bytes = count * sizeof(float);
        long step = bytes is <= 256 or >= LargeBlock ? 64 : 1L << (BitOperations.Log2((ulong)bytes - 1) - 2);
        return (bytes + step - 1) / step * step;
    }

    private long Pixels(int unit, int batch) => (long)batch * _sizes[unit] * _sizes[unit];

    /// <summary>A unit's output as floats over all steps.</summary>
    private long Output(int unit, int batch) => Floats(_steps * Pixels(unit, batch) * _description.Units[unit].Convolution.Outputs);

    /// <summary>What the units behind read of it, as floats over all steps.</summary>
    private long Pooled(int unit, int batch) => Output(unit, batch) / (_description.Units[unit].AveragePool * _description.Units[unit].AveragePool);

    private long Saved(int index, int batch)
    {
        UnitDescription unit = _description.Units[index];
        long floats = Output(index, batch);

        // What reads the image runs once and not for every step.
        long convolved = unit.Source == UnitDescription.Image ? Floats(Pixels(index, batch) * unit.Convolution.Outputs) : floats;
        long projected = unit.Shortcut?.Projection is null ? 0 : floats;

        // An average of spikes is no longer binary: the layer behind the pool keeps floats.
        long pooled = unit.AveragePool == 1 ? 0 : Pooled(index, batch);
        long output = _spiking ? _steps * Pixels(index, batch) * SpikeLayout.RowBytes(unit.Convolution.Outputs) : floats;
        return convolved + projected + output + pooled;
    }
}
