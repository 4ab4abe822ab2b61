using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Inference.Execution;

/// <summary>The weights of a term with its groups written out, [outputs, taps, inputs]: 0 where nothing connects.</summary>
internal sealed class WeightRows
{
    private int[]? _bounds;

    public WeightRows(WeightTerm term, int inputs)
    {
        (Outputs, Taps, Inputs) = (term.Outputs, term.Window.Taps, inputs);
        Integers = term.Integers is { } integers ? Written(integers, term.Groups) : null;
        Floats = term.Floats is { } floats ? Written(floats, term.Groups) : null;
    }

    /// <summary>Output channels.</summary>
    public int Outputs { get; }

    /// <summary>Taps.</summary>
    public int Taps { get; }

    /// <summary>Input channels.</summary>
    public int Inputs { get; }

    /// <summary>Weights of eight bits; null where they are floats.</summary>
    public sbyte[]? Integers { get; }

    /// <summary>Weights as floats; null where they are integers.</summary>
    public float[]? Floats { get; }

    /// <summary>The largest size of each tap's sum, whatever fires; of the output for which it is largest.</summary>
    public IReadOnlyList<int> Bounds => _bounds ??= MeasureBounds();

    /// <summary>The largest size of the sum of all taps of each group of channels, whatever fires; of the output for which it is largest.</summary>
    public int[] GroupBounds(int channels)
    {
        int[] bounds = new int[(Inputs + channels - 1) / channels];
        for (int output = 0; output < Outputs; output++)
        {
            for (int group = 0; group < bounds.Length; group++)
            {
                int above = 0, below = 0, first = group * channels, count = Math.Min(channels, Inputs - first);
                for (int tap = 0; tap < Taps; tap++)
                {
                    foreach (sbyte weight in Integers.AsSpan((((output * Taps) + tap) * Inputs) + first, count))
                    {
                        above += Math.Max((int)weight, 0);
                        below -= Math.Min((int)weight, 0);
                    }
                }

                bounds[group] = Math.Max(bounds[group], Math.Max(above, below));
            }
        }

        return bounds;
    }

    private int[] MeasureBounds()
    {
        int[] bounds = new int[Taps];
        for (int row = 0; row < Outputs * Taps; row++)
        {
            int above = 0, below = 0;
            foreach (sbyte weight in Integers.AsSpan(row * Inputs, Inputs))
            {
                int size = weight;
                above += Math.Max(size, 0);
                below -= Math.Min(size, 0);
            }

            int tap = row % Taps;
            bounds[tap] = Math.Max(bounds[tap], Math.Max(above, below));
        }

        return bounds;
    }

    private T[] Written<T>(T[] weights, int groups)
    {
        if (groups == 1)
        {
            return weights;
        }

        int inputs = Inputs / groups, outputs = Outputs / groups;
        T[] written = new T[Outputs * Taps * Inputs];
        for (int row = 0; row < Outputs * Taps; row++)
        {
            Array.Copy(weights, row * inputs, written, (row * Inputs) + (row / Taps / outputs * inputs), inputs);
        }

        return written;
    }
}
