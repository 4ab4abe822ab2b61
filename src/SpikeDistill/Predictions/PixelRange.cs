namespace SpikeDistill.Predictions;

/// <summary>Pixels as floats are from 0 to 1.</summary>
internal static class PixelRange
{
    // Rounding of interpolated images may step a little out of it.
    private const float Tolerance = 1e-3f;

    /// <summary>The place of the first value outside; -1 for none.</summary>
    public static int FirstOutside(ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!(values[i] >= -Tolerance && values[i] <= 1 + Tolerance)) return i;
        }

        return -1;
    }
}
