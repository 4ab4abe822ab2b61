using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Exporting;

/// <summary>Terms with their weights as they are written.</summary>
internal static class ExportedWeights
{
    /// <summary>
    /// The terms of a sum. Weights of bytes of images take up the deviations of their channels; the means go into the bias, of the rounded
    /// weights, so that an image of nothing but means gives what it gave.
    /// </summary>
    public static IReadOnlyList<Term> Terms(FoldedSum sum, StudentInput input, StudentWeights kind)
        => [.. sum.Terms.Select(term => term.Window is null ? new ValueTerm(term.Source, term.Scales) : Weighed(sum, term, input, kind))];

    private static Term Weighed(FoldedSum sum, FoldedTerm term, StudentInput input, StudentWeights kind)
    {
        WeightTerm made = new(term.Source, term.Window!.Value, term.Groups, term.Scales);
        if (kind == StudentWeights.Float)
        {
            return made with { Floats = term.Weights };
        }

        bool image = term.Source == Student.Image;
        int inputs = term.Weights.Length / (made.Outputs * made.Window.Taps), row = inputs * made.Window.Taps;
        sbyte[] integers = new sbyte[term.Weights.Length];
        float[] scales = new float[made.Outputs];
        for (int output = 0; output < made.Outputs; output++)
        {
            int first = output / (made.Outputs / term.Groups) * inputs;
            double[] weights = [.. term.Weights.AsSpan(output * row, row).ToArray()
                .Select((weight, i) => image ? (double)weight / input.Deviations[first + (i % inputs)] : weight)];
            double scale = weights.Max(Math.Abs) / sbyte.MaxValue;
            double means = 0;
            for (int i = 0; i < row && scale > 0; i++)
            {
                sbyte rounded = (sbyte)Math.Round(weights[i] / scale);
                integers[(output * row) + i] = rounded;
                means += image ? rounded * (double)input.Means[first + (i % inputs)] : 0;
            }

            scales[output] = (float)(term.Scales[output] * scale);
            sum.Bias[output] -= (float)(term.Scales[output] * scale * means);
        }

        return made with { Integers = integers, Scales = scales };
    }
}
