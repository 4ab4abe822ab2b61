namespace SpikeDistill.Portable;

/// <summary>How a window moves over a map.</summary>
/// <param name="Height">Rows of the window.</param>
/// <param name="Width">Columns of the window.</param>
/// <param name="Down">Pixels from one place to the next, from top to bottom.</param>
/// <param name="Across">The same from left to right.</param>
/// <param name="Rows">Pixels around the map above and below.</param>
/// <param name="Columns">Pixels around the map left and right.</param>
public sealed record PortableWindow(int Height, int Width, int Down, int Across, int Rows, int Columns);
