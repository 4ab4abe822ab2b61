using SpikeDistill.Data;
using SpikeDistill.Networks.Families;

namespace SpikeDistill.Training;

/// <summary>Whether a network's steps and the time axis of images fit together.</summary>
internal static class FrameRules
{
    /// <summary>What does not; null where all does.</summary>
    /// <param name="network">The network.</param>
    /// <param name="images">The size of the images.</param>
    public static string? Problem(NetworkSettings network, ImageShape images)
    {
        if (network.Frames != images.OverTime)
        {
            return images.OverTime
                ? $"The images are {images}, but the network '{network.Title}' repeats one still image; set 'network.frames: true'."
                : $"The network '{network.Title}' takes an image for every step, but the images are still ({images}); set 'network.frames: false'.";
        }

        return images.OverTime && images.Steps % network.Timesteps != 0
            ? $"The samples have {images.Steps} frames, which a network of {network.Timesteps} steps cannot share out; "
                + "set 'network.timesteps' to a divisor of them, or cut the samples into a multiple of the steps."
            : null;
    }
}
