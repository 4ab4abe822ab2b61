namespace SpikeDistill.Tests.Golden;

internal static class Near
{
    /// <summary>Asserts that no element differs by more than <paramref name="tolerance"/> times the largest of the expected ones.</summary>
    public static void Assert(string name, ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Xunit.Assert.Equal(expected.Length, actual.Length);
        double largest = 0, worst = 0;
        int at = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            double error = Math.Abs(actual[i] - expected[i]);
            if (!(error <= worst))
                (worst, at) = (error, i);
        }

        Xunit.Assert.True(
            worst <= tolerance * largest,
            $"{name}[{at}] is {(actual.Length > 0 ? actual[at] : 0)}, expected {(expected.Length > 0 ? expected[at] : 0)}: "
            + $"off by {worst:g3}, allowed {tolerance:g3} of the largest value {largest:g3}.");
    }
}
