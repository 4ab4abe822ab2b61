namespace SpikeDistill.Tensors.Tests.Kernels;

/// <summary>The levels this process can run, as theory data.</summary>
public sealed class SimdLevels : TheoryData<SimdLevel>
{
    public SimdLevels()
    {
        foreach (SimdLevel level in Enum.GetValues<SimdLevel>())
        {
            if (level <= Simd.Current) Add(level);
        }
    }
}
