using SpikeDistill.Tensors;

namespace SpikeDistill.Analyses;

/// <summary>
/// The frames of an event camera as one picture: grey where nothing happened, dark where pixels became darker, bright where they became brighter.
/// </summary>
internal static class EventPicture
{
    /// <summary>All events of a sample.</summary>
    /// <param name="frames">[T, N, H, W, C] with darker and brighter events, or one channel of spikes.</param>
    /// <param name="sample">Which sample.</param>
    public static Picture Of(Tensor frames, int sample)
    {
        int steps = frames.Shape[0], samples = frames.Shape[1], height = frames.Shape[2], width = frames.Shape[3], channels = frames.Shape[4];
        double[] sums = new double[height * width];
        for (int step = 0; step < steps; step++)
        {
            int start = ((step * samples) + sample) * height * width * channels;
            for (int i = 0; i < sums.Length * channels; i++)
            {
                double events = frames.Values[start + i];
                sums[i / channels] += channels > 1 && i % channels == 0 ? -events : events;
            }
        }

        double most = sums.Max(Math.Abs);
        return Picture.Of(height, width, 1, (row, column, _) => most > 0 ? 0.5 + (sums[(row * width) + column] / most / 2) : 0.5);
    }
}
