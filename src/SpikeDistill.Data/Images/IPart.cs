using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>Draws which part of a picture is shown.</summary>
public interface IPart
{
    /// <summary>Draws the part.</summary>
    /// <param name="shape">The size of the whole.</param>
    /// <param name="random">Where to draw from.</param>
    PixelBox Draw(ImageShape shape, ref CounterRandom random);
}
