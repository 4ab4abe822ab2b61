namespace SpikeDistill.Predictions;

/// <summary>How the axes of images follow each other.</summary>
public enum PixelOrder
{
    /// <summary>As their shape says, which has the channels last or first.</summary>
    FromShape,

    /// <summary>[N, height, width, channels].</summary>
    ChannelsLast,

    /// <summary>[N, channels, height, width].</summary>
    ChannelsFirst,
}
