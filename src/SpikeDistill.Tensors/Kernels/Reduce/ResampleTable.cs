namespace SpikeDistill.Tensors.Kernels.Reduce;

/// <summary>One axis at another length: each output is a weighted sum of some inputs.</summary>
internal sealed class ResampleTable
{
    private ResampleTable(int inputs, List<(int Source, float Weight)>[] terms)
    {
        Inputs = inputs;
        Starts = new int[terms.Length + 1];
        for (int i = 0; i < terms.Length; i++) Starts[i + 1] = Starts[i] + terms[i].Count;
        Sources = [.. terms.SelectMany(list => list).Select(term => term.Source)];
        Weights = [.. terms.SelectMany(list => list).Select(term => term.Weight)];
    }

    public int Inputs { get; }

    public int Outputs => Starts.Length - 1;

    /// <summary>Where each output's terms begin, and behind the last where they end.</summary>
    public int[] Starts { get; }

    public int[] Sources { get; }

    public float[] Weights { get; }

    /// <summary>
    /// Pixels as squares whose edges are aligned: output i looks at (i + ½) · inputs / outputs − ½, between its neighbours, the
    /// outermost repeated.
    /// </summary>
    public static ResampleTable Bilinear(int inputs, int outputs) => Make(inputs, outputs, static (position, inputs) =>
    {
        position = Math.Max(0, position);
        int first = (int)position;
        double part = position - first;
        return [(first, 1 - part), (Math.Min(first + 1, inputs - 1), part)];
    });

    /// <summary>The same places with Keys' cubic kernel over four neighbours, a = −0.75.</summary>
    public static ResampleTable Bicubic(int inputs, int outputs) => Make(inputs, outputs, static (position, inputs) =>
    {
        int first = (int)Math.Floor(position);
        return [.. Enumerable.Range(first - 1, 4).Select(i => (Math.Clamp(i, 0, inputs - 1), Cubic(Math.Abs(position - i))))];
    });

    /// <summary>What each input gives to which outputs.</summary>
    public ResampleTable Transposed()
    {
        List<(int, float)>[] terms = Empty(Inputs);
        for (int output = 0; output < Outputs; output++)
        {
            for (int i = Starts[output]; i < Starts[output + 1]; i++) terms[Sources[i]].Add((output, Weights[i]));
        }

        return new ResampleTable(Outputs, terms);
    }

    private static ResampleTable Make(int inputs, int outputs, Func<double, int, (int Source, double Weight)[]> look)
    {
        List<(int, float)>[] terms = Empty(outputs);
        for (int i = 0; i < outputs; i++)
        {
            foreach ((int source, double weight) in look(((i + 0.5) * inputs / outputs) - 0.5, inputs)) terms[i].Add((source, (float)weight));
        }

        return new ResampleTable(inputs, terms);
    }

    private static double Cubic(double distance)
    {
        const double a = -0.75;
        return distance <= 1
            ? ((((a + 2) * distance) - (a + 3)) * distance * distance) + 1
            : ((((a * distance) - (5 * a)) * distance) + (8 * a)) * distance - (4 * a);
    }

    private static List<(int, float)>[] Empty(int count) => [.. Enumerable.Range(0, count).Select(_ => new List<(int, float)>())];
}
