namespace Edge;

/// <summary>Images, one after the other.</summary>
internal interface IImageSource : IDisposable
{
    /// <summary>Reads the next image.</summary>
    /// <param name="image">Receives its bytes.</param>
    /// <returns>What it is called; null where there are no more.</returns>
    string? Next(byte[] image);
}
