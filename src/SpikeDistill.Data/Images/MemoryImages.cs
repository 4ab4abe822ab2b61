namespace SpikeDistill.Data;

/// <summary>Images held in memory as bytes, one after the other.</summary>
internal sealed class MemoryImages(string name, ImageShape shape, byte[] pixels, byte[] labels, IReadOnlyList<string> classNames) : IImageDataSet
{
    public string Name => name;

    public int Count => labels.Length;

    public int Classes => classNames.Count;

    public IReadOnlyList<string> ClassNames => classNames;

    public ImageShape Shape => shape;

    public int Label(int index) => labels[index];

    public void CopyPixels(int index, Span<byte> target) => pixels.AsSpan(index * shape.Size, shape.Size).CopyTo(target);
}
