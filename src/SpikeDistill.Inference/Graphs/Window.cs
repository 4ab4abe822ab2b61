namespace SpikeDistill.Inference.Graphs;

/// <summary>How a kernel moves over a map.</summary>
/// <param name="Height">Rows of the kernel.</param>
/// <param name="Width">Columns of the kernel.</param>
/// <param name="StrideDown">Rows from one place to the next.</param>
/// <param name="StrideAcross">Columns from one place to the next.</param>
/// <param name="PaddingRows">Rows added above and below.</param>
/// <param name="PaddingColumns">Columns added left and right.</param>
public readonly record struct Window(int Height, int Width, int StrideDown, int StrideAcross, int PaddingRows, int PaddingColumns)
{
    /// <summary>A square window.</summary>
    /// <param name="kernel">Its side.</param>
    /// <param name="stride">From one place to the next, both ways.</param>
    /// <param name="padding">On each side.</param>
    public static Window Square(int kernel, int stride = 1, int padding = 0) => new(kernel, kernel, stride, stride, padding, padding);

    /// <summary>Places of the kernel: its rows times its columns.</summary>
    public int Taps => Height * Width;

    /// <summary>The map of its places.</summary>
    /// <param name="read">The map it moves over.</param>
    /// <param name="channels">Channels of the result.</param>
    public MapSize Over(MapSize read, int channels) => new(
        ((read.Height + (2 * PaddingRows) - Height) / StrideDown) + 1,
        ((read.Width + (2 * PaddingColumns) - Width) / StrideAcross) + 1,
        channels);

    /// <summary>The pixel under a tap, or -1 outside the map.</summary>
    /// <param name="read">The map it moves over.</param>
    /// <param name="row">Row of the place.</param>
    /// <param name="column">Column of the place.</param>
    /// <param name="tap">Tap, row by row.</param>
    public int Pixel(MapSize read, int row, int column, int tap)
    {
        int y = (row * StrideDown) - PaddingRows + (tap / Width), x = (column * StrideAcross) - PaddingColumns + (tap % Width);
        return (uint)y < (uint)read.Height && (uint)x < (uint)read.Width ? (y * read.Width) + x : -1;
    }
}
