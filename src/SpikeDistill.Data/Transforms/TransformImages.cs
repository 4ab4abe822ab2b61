namespace SpikeDistill.Data;

/// <summary>Images that transforms refuse.</summary>
internal static class TransformImages
{
    /// <summary>Refuses images without the three channels of RGB.</summary>
    /// <exception cref="ArgumentException">There are fewer or more.</exception>
    public static void RequireRgb(string transform, string name, ImageShape shape)
    {
        if (shape.Channels != 3)
        {
            throw new ArgumentException(
                $"{transform} is defined for the three channels of RGB, but the image has {shape.Channels}. Leave '{name}' out of the augmentation.",
                nameof(shape));
        }
    }
}
