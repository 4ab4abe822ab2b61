using SpikeDistill.Data;

namespace SpikeDistill.Tests.Training;

/// <summary>Images of no set that ships: grey, in as many classes as there are names, each a little brighter than the one before.</summary>
internal sealed class OwnImages(string name, int count) : IImageDataSet
{
    public string Name => name;

    public int Count => count;

    public int Classes => ClassNames.Count;

    public IReadOnlyList<string> ClassNames { get; } = ["dark", "grey", "light"];

    public ImageShape Shape { get; init; } = new(12, 10, 1);

    /// <summary>What fails at an image; null for nothing.</summary>
    public Func<int, int>? LabelInstead { get; init; }

    /// <summary>What is done before pixels are given.</summary>
    public Action<int>? BeforePixels { get; init; }

    public int Label(int index) => LabelInstead?.Invoke(index) ?? index % Classes;

    public void CopyPixels(int index, Span<byte> pixels)
    {
        BeforePixels?.Invoke(index);
        for (int i = 0; i < Shape.Size; i++)
        {
            pixels[i] = (byte)((80 * (index % Classes)) + ((index + (7 * i)) % 60));
        }
    }
}
