namespace SpikeDistill.Data;

/// <summary>How the images of a batch are mixed in pairs.</summary>
/// <param name="Share">The share of an image and of its label that is its own.</param>
/// <param name="Box">What is exchanged; null where images are blended.</param>
internal sealed record BatchMix(float Share, PixelBox? Box)
{
    /// <summary>A rectangle of the image's own proportions and the area 1 - λ around a centre, cut off at the border; the share is what is left.</summary>
    public static BatchMix Cut(double share, int centreY, int centreX, ImageShape shape)
    {
        double side = Math.Sqrt(1 - share);
        int halfHeight = (int)(shape.Height * side) / 2, halfWidth = (int)(shape.Width * side) / 2;
        int top = Math.Max(0, centreY - halfHeight), bottom = Math.Min(shape.Height, centreY + halfHeight);
        int left = Math.Max(0, centreX - halfWidth), right = Math.Min(shape.Width, centreX + halfWidth);
        PixelBox box = new(top, left, bottom - top, right - left);
        return new BatchMix(1 - ((float)(box.Height * box.Width) / (shape.Height * shape.Width)), box);
    }

    /// <summary>Mixes two images with each other, in place.</summary>
    public void Apply(Span<float> first, Span<float> second, ImageShape shape)
    {
        if (Box is not { } box)
        {
            for (int i = 0; i < first.Length; i++)
            {
                (float a, float b) = (first[i], second[i]);
                (first[i], second[i]) = ((Share * a) + ((1 - Share) * b), (Share * b) + ((1 - Share) * a));
            }

            return;
        }

        for (int frame = 0; frame < first.Length; frame += shape.Frame.Size)
        {
            for (int y = box.Top; y < box.Top + box.Height; y++)
            {
                int start = frame + (((y * shape.Width) + box.Left) * shape.Channels), end = start + (box.Width * shape.Channels);
                for (int i = start; i < end; i++) (first[i], second[i]) = (second[i], first[i]);
            }
        }
    }
}
