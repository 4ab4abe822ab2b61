using System.Numerics;

namespace SpikeDistill.Data;

/// <summary>What transforms refuse.</summary>
internal static class TransformValue
{
    /// <summary>A value that lies within its bounds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not.</exception>
    public static T Within<T>(T value, T least, T most, string name)
        where T : INumber<T>
        => value >= least && value <= most
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least {least} and at most {most}.");

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
