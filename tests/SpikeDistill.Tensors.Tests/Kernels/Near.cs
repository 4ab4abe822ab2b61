namespace SpikeDistill.Tensors.Tests.Kernels;

internal static class Near
{
    private const double Epsilon = 1.1920929e-7;

    /// <summary>Asserts |actual - expected| at most factor · epsilon · sum of |terms|, element by element.</summary>
    public static void Equal((double[] Values, double[] Magnitudes) expected, float[] actual, string what, double factor = 8)
    {
        Assert.Equal(expected.Values.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++)
        {
            double tolerance = factor * Epsilon * expected.Magnitudes[i];
            double error = Math.Abs(actual[i] - expected.Values[i]);
            Assert.True(error <= tolerance, $"{what}: element {i} is {actual[i]:R}, expected {expected.Values[i]:R} within {tolerance:E2}.");
        }
    }

    /// <summary>Asserts equal bits.</summary>
    public static void SameBits(float[] expected, float[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.True(
                BitConverter.SingleToUInt32Bits(expected[i]) == BitConverter.SingleToUInt32Bits(actual[i]),
                $"{what}: element {i} is {actual[i]:R} instead of {expected[i]:R}.");
        }
    }
}
