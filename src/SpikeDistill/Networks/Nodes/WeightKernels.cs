namespace SpikeDistill.Networks.Nodes;

/// <summary>What the kernels of convolutions and linear layers take beside tensors.</summary>
internal static class WeightKernels
{
    /// <summary>The most that partial sums of a weight gradient take.</summary>
    private const long MostPartials = 64L << 20;

    /// <summary>The most runs that a weight gradient is summed in, and the pixels of a run.</summary>
    private const int MostRuns = 16, RunPixels = 2048;

    /// <summary>Tiles are padded to so many.</summary>
    private const int TilesTogether = 12;

    /// <summary>What kernels copy images with their halo into.</summary>
    public const long Scratch = 1L << 20;

    /// <summary>Weights transformed for tiles of 4x4 outputs: 36 for every 9, and the tiles' scratch.</summary>
    public static long Tiles(int inputs, int outputs) => Math.Min(inputs, outputs) >= 32 ? TensorBytes.Floats(36L * inputs * outputs) + Scratch : 0;

    /// <summary>The same where the images are known: tiles are transformed in place of the weights where they are fewer than the outputs.</summary>
    public static long Tiles(int inputs, int outputs, int height, int width, long samples)
    {
        long tiles = samples * ((height + 3) / 4) * ((width + 3) / 4);
        return Math.Min(inputs, outputs) < 32 ? 0 : Scratch + TensorBytes.Floats(36L * inputs * Math.Min(tiles + TilesTogether, outputs));
    }

    /// <summary>What products of rows work in.</summary>
    public static long Products(int inputs, int outputs) => Math.Min(inputs, outputs) >= 32 ? Scratch : 0;

    /// <summary>Partial sums of a weight gradient.</summary>
    /// <param name="weights">Elements of the weights.</param>
    /// <param name="pixels">Pixels that are summed over.</param>
    public static long Partials(long weights, long pixels)
        => Math.Min(MostPartials, Math.Clamp(pixels / RunPixels, 1, MostRuns) * TensorBytes.Floats(weights));
}
