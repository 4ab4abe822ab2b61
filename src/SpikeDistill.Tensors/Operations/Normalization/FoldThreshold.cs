using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>
/// A threshold behind a normalization by given statistics, as one before it: (x − mean) · scale + shift ≥ θ says, channel by channel, on which
/// side of a number x lies (Guo et al., ICCV 2023, "Membrane Potential Batch Normalization").
/// </summary>
public static class FoldThresholdOperation
{
    /// <summary>The thresholds of x itself. Nothing is recorded.</summary>
    /// <param name="tape">Whose memory the result takes.</param>
    /// <param name="normalization">The normalization, by given statistics.</param>
    /// <param name="threshold">θ.</param>
    /// <returns>
    /// Thresholds [C] and directions [C]: 1 where x fires at the threshold and above, −1 where the scale is negative and it fires at the
    /// threshold and below. A threshold is the last number whose normalized value, as the engine rounds it, reaches θ: no spike differs.
    /// </returns>
    /// <exception cref="TensorException">No given statistics, or shapes that do not fit.</exception>
    public static (Tensor Thresholds, Tensor Directions) FoldThreshold(this Tape tape, ChannelNormalization normalization, float threshold)
    {
        if (normalization.Given is not { } given)
        {
            throw new TensorException("FoldThreshold: only a normalization by given statistics can be folded; those of a batch are not known before it.");
        }

        Check.PerChannel("FoldThreshold", given.Mean, "gamma", normalization.Gamma);
        Check.PerChannel("FoldThreshold", given.Mean, "beta", normalization.Beta);
        Check.PerChannel("FoldThreshold", given.Mean, "the variance", given.Variance);
        Tensor thresholds = tape.Allocate(given.Mean.Shape), directions = tape.Allocate(given.Mean.Shape);
        for (int c = 0; c < thresholds.Values.Length; c++)
        {
            float scale = normalization.Scale(c, normalization.Inverse(given.Variance.Values[c]));
            Line line = new(given.Mean.Values[c], scale, normalization.Beta.Values[c], threshold);
            thresholds.Values[c] = scale < 0 ? -Least(x => line.Reaches(-x)) : Least(line.Reaches);
            directions.Values[c] = scale < 0 ? -1 : 1;
        }

        return (thresholds, directions);
    }

    /// <summary>The smallest finite number for which a condition holds that holds for all larger ones; +∞ if there is none.</summary>
    private static float Least(Func<float, bool> holds)
    {
        // Whole numbers in the order of the floats: bisection over them ends at neighbours.
        long below = Order(float.MinValue) - 1, above = Order(float.MaxValue) + 1;
        while (above - below > 1)
        {
            long middle = (below + above) >> 1;
            if (holds(Float(middle))) above = middle;
            else below = middle;
        }

        return Float(above);
    }

    private static long Order(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        return bits >= 0 ? bits : int.MinValue - (long)bits;
    }

    private static float Float(long order) => BitConverter.Int32BitsToSingle((int)(order >= 0 ? order : int.MinValue - order));

    private readonly record struct Line(Lanes1 Mean, Lanes1 Scale, Lanes1 Shift, Lanes1 Threshold)
    {
        // As NormalizedRows and ChannelAffine round it.
        public bool Reaches(float x) => Lanes1.Bits(Lanes1.AtLeast(Lanes1.MultiplyAdd(x - Mean, Scale, Shift), Threshold)) != 0;
    }
}
