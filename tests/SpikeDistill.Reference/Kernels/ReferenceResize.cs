namespace SpikeDistill.Reference.Kernels;

/// <summary>Resizing by its definition, in double precision: images [Images, Height, Width, Channels], places (i + ½) · inputs / outputs − ½.</summary>
public sealed record ReferenceResize(int Images, int Height, int Width, int Channels)
{
    /// <summary>By the kernel's weights of all pixels, the outermost repeated without end.</summary>
    public double[] Run(double[] x, int height, int width, bool cubic)
    {
        double[] y = new double[Images * height * width * Channels];
        for (int n = 0; n < Images; n++)
            for (int i = 0; i < height; i++)
                for (int j = 0; j < width; j++)
                    for (int c = 0; c < Channels; c++)
                    {
                        (double row, double column) = (((i + 0.5) * Height / height) - 0.5, ((j + 0.5) * Width / width) - 0.5);
                        double sum = 0;
                        for (int r = -3; r < Height + 3; r++)
                            for (int s = -3; s < Width + 3; s++)
                            {
                                int at = (((((n * Height) + Math.Clamp(r, 0, Height - 1)) * Width) + Math.Clamp(s, 0, Width - 1)) * Channels) + c;
                                sum += Weight(Math.Abs(row - r), cubic) * Weight(Math.Abs(column - s), cubic) * x[at];
                            }

                        y[(((((n * height) + i) * width) + j) * Channels) + c] = sum;
                    }

        return y;
    }

    private static double Weight(double distance, bool cubic)
    {
        const double a = -0.75;
        return (cubic, distance) switch
        {
            (false, < 1) => 1 - distance,
            (true, <= 1) => ((a + 2) * Math.Pow(distance, 3)) - ((a + 3) * distance * distance) + 1,
            (true, < 2) => a * (Math.Pow(distance, 3) - (5 * distance * distance) + (8 * distance) - 4),
            _ => 0,
        };
    }
}
