namespace SpikeDistill.Networks.Nodes;

/// <summary>What the kernels of convolutions and linear layers take beside tensors.</summary>
internal static class WeightKernels
{
    /// <summary>The most that partial sums of a weight gradient take.</summary>
    private const long MostPartials = 64L << 20;

    /// <summary>The most runs that a weight gradient is summed in, and the pixels of a run.</summary>
    private const int MostRuns = 16, RunPixels = 2048;

    /// <summary>What kernels copy images with their halo into.</summary>
    public const long Scratch = 1L << 20;

    /// <summary>Weights transformed for tiles of 4x4 outputs: 36 for every 9, and the tiles' scratch.</summary>
    public static long Tiles(int inputs, int outputs) => Math.Min(inputs, outputs) >= 32 ? TensorBytes.Floats(36L * inputs * outputs) + Scratch : 0;

    /// <summary>Partial sums of a weight gradient.</summary>
    /// <param name="weights">Elements of the weights.</param>
    /// <param name="pixels">Pixels that are summed over.</param>
    public static long Partials(long weights, long pixels)
        => Math.Min(MostPartials, Math.Clamp(pixels / RunPixels, 1, MostRuns) * TensorBytes.Floats(weights));
}
