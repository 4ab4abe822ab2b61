using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>Some images with their labels. Its images are valid until the next batch is asked for.</summary>
public sealed class Batch
{
    private readonly float[] _images;
    private readonly ImageShape _shape;
    private readonly int[] _indices;
    private readonly int _first;
    private readonly int[]? _bounds;

    internal Batch(
        float[] images, ImageShape shape, int[] indices, int[] labels, long epoch, int index, LabelMix? mix = null, int first = 0, int? whole = null,
        int[]? bounds = null)
    {
        _images = images;
        _shape = shape;
        _indices = indices;
        _first = first;
        _bounds = bounds;
        Whole = whole ?? labels.Length;
        Mix = mix;
        Labels = labels;
        CountedLabels = labels;
        Epoch = epoch;
        Index = index;
    }

    /// <summary>The epoch it belongs to.</summary>
    public long Epoch { get; }

    /// <summary>Which batch of its epoch it is.</summary>
    public int Index { get; }

    /// <summary>The number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>The number of images that it has on all engines together; <see cref="Count"/> where one has all of them.</summary>
    public int Whole { get; }

    /// <summary>The class of each image [N], where images are mixed that of its own share. The array is the batch's own and is not reused.</summary>
    public int[] Labels { get; }

    /// <summary>The class of each image that counts [N]: -1 where it could not be read, so that another was shown in its place.</summary>
    public IReadOnlyList<int> CountedLabels { get; internal set; }

    /// <summary>The place of each image in its data set [N].</summary>
    public IReadOnlyList<int> Indices => _indices;

    /// <summary>The second labels where images are mixed; null where they are not.</summary>
    public LabelMix? Mix { get; }

    /// <summary>Consecutive images of the batch: one of so many parts of about equal size; of a share of a batch, what it has of the batch's part.</summary>
    /// <param name="part">Which part, from 0.</param>
    /// <param name="parts">The number of parts, at most the number of images; of a share of a batch, the pieces of all parts that it was cut for.</param>
    public Batch Part(int part, int parts)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(part);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(part, parts);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parts, Whole);
        if (_bounds is not null) ArgumentOutOfRangeException.ThrowIfNotEqual(parts, _bounds.Length - 1);
        int start = _bounds?[part] ?? BatchShare.Bound(Count, part, parts), end = _bounds?[part + 1] ?? BatchShare.Bound(Count, part + 1, parts);
        LabelMix? mix = Mix is null ? null : Mix with { Others = Mix.Others[start..end] };
        return new Batch(_images, _shape, _indices[start..end], Labels[start..end], Epoch, Index, mix, _first + start);
    }

    /// <summary>Whether its samples have a time axis.</summary>
    public bool OverTime => _shape.OverTime;

    /// <summary>
    /// The images as a tensor [N, H, W, C] of the given scope. Call it once a step, so that teacher and student share one view.
    /// Of samples with a time axis all their frames, [steps, N, H, W, C].
    /// </summary>
    public Tensor ImagesIn(TensorScope scope) => ImagesIn(scope, _shape.Steps);

    /// <summary>The images for a network of so many steps: of samples with a time axis each step sees the sum, or the union, of as many frames.</summary>
    /// <param name="scope">Where the tensor lives.</param>
    /// <param name="steps">The network's steps, which share the frames out; still images are the same for any.</param>
    /// <returns>[N, H, W, C], or [steps, N, H, W, C] of samples with a time axis.</returns>
    /// <exception cref="ArgumentException">The frames are no multiple of the steps.</exception>
    public Tensor ImagesIn(TensorScope scope, int steps)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (_shape.OverTime) return FrameSteps.In(scope, _images.AsSpan(_first * _shape.Size, Count * _shape.Size), _shape, Count, steps);

        return scope.From(_images.AsSpan(_first * _shape.Size, Count * _shape.Size), new Shape(Count, _shape.Height, _shape.Width, _shape.Channels));
    }
}
