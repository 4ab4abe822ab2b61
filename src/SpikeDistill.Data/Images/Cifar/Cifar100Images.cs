namespace SpikeDistill.Data;

/// <summary>Images with a superclass each.</summary>
internal sealed class Cifar100Images(MemoryImages images, byte[] coarse, IReadOnlyList<string> coarseNames) : IImageDataSet, ICoarseLabels
{
    public string Name => images.Name;

    public int Count => images.Count;

    public int Classes => images.Classes;

    public IReadOnlyList<string> ClassNames => images.ClassNames;

    public ImageShape Shape => images.Shape;

    public IReadOnlyList<string> CoarseClassNames => coarseNames;

    public int Label(int index) => images.Label(index);

    public int CoarseLabel(int index) => coarse[index];

    public void CopyPixels(int index, Span<byte> pixels) => images.CopyPixels(index, pixels);
}
