using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>Images of one's own: what goes wrong in them is told with the name of their set, and their labels are held to its classes.</summary>
public sealed class GuardedImages : IImageDataSet
{
    private readonly IImageDataSet _set;

    private GuardedImages(IImageDataSet set) => _set = set;

    /// <inheritdoc/>
    public string Name => _set.Name;

    /// <inheritdoc/>
    public int Count => _set.Count;

    /// <inheritdoc/>
    public int Classes => _set.Classes;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => _set.ClassNames;

    /// <inheritdoc/>
    public ImageShape Shape => _set.Shape;

    /// <inheritdoc/>
    public string? Fingerprint => _set.Fingerprint;

    /// <inheritdoc/>
    public bool HasWholePictures => _set.HasWholePictures;

    /// <inheritdoc/>
    public IReadOnlyList<SkippedImage> Skipped => _set.Skipped;

    /// <summary>A set guarded; one that ships, or that is guarded already, as it is.</summary>
    public static IImageDataSet Of(IImageDataSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return set.GetType().Assembly == typeof(GuardedImages).Assembly ? set : new GuardedImages(set);
    }

    /// <inheritdoc/>
    public bool IsReplaced(int index) => _set.IsReplaced(index);

    /// <inheritdoc/>
    public long MemoryBytes(int images) => _set.MemoryBytes(images);

    /// <inheritdoc/>
    /// <exception cref="OwnImagesException">The set failed, or has no such class.</exception>
    public int Label(int index)
    {
        int label;
        try
        {
            label = _set.Label(index);
        }
        catch (Exception failure) when (failure is not DataSetException)
        {
            throw OwnImagesException.OfSet(_set, index, nameof(Label), failure);
        }

        return (uint)label < (uint)Classes ? label : throw OwnImagesException.OfLabel(_set, index, label);
    }

    /// <inheritdoc/>
    /// <exception cref="OwnImagesException">The set failed.</exception>
    public void CopyPixels(int index, Span<byte> pixels)
    {
        try
        {
            _set.CopyPixels(index, pixels);
        }
        catch (Exception failure) when (failure is not DataSetException)
        {
            throw OwnImagesException.OfSet(_set, index, nameof(CopyPixels), failure);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="OwnImagesException">The set failed.</exception>
    public void CopyPart(int index, IPart part, ref CounterRandom random, Span<byte> pixels)
    {
        try
        {
            _set.CopyPart(index, part, ref random, pixels);
        }
        catch (Exception failure) when (failure is not (DataSetException or OwnImagesException))
        {
            throw OwnImagesException.OfSet(_set, index, nameof(CopyPart), failure);
        }
    }
}
