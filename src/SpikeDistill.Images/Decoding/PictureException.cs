namespace SpikeDistill.Images;

/// <summary>A picture cannot be read; the message says what is wrong with it, without its name.</summary>
public sealed class PictureException : Exception
{
    internal PictureException(string problem, Exception? inner = null)
        : base(problem, inner)
    {
    }
}
