namespace SpikeDistill.Networks.Families;

/// <summary>What spiking transformers share.</summary>
internal static class TransformerSizes
{
    /// <summary>The standard deviation that linear layers start with, as in timm.</summary>
    public const float Deviation = 0.02f;

    /// <summary>The threshold of the neurons behind an attention.</summary>
    public const float AttentionThreshold = 0.5f;

    /// <summary>The heads that are given, else 12 of small images where they share the channels out, and 8.</summary>
    public static int Heads(int? given, int dimension, int patchSize) => given ?? (patchSize == 4 && dimension % 12 == 0 ? 12 : 8);

    /// <exception cref="ArgumentException">Sizes that no spiking transformer has.</exception>
    public static void Require(int dimension, int patchSize)
    {
        if (dimension < 8 || dimension % 8 != 0)
        {
            throw new ArgumentException($"'dimension' must be a multiple of 8, not {dimension}: the first convolution has an eighth of the channels.");
        }

        if (patchSize is not (4 or 16))
        {
            throw new ArgumentException($"'patch_size' must be 4, for images such as 32x32, or 16, for images such as 224x224, not {patchSize}.");
        }
    }
}
