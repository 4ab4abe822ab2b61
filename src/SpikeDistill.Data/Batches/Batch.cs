using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>Some images with their labels. Its images are valid until the next batch is asked for.</summary>
public sealed class Batch
{
    private readonly float[] _images;
    private readonly ImageShape _shape;

    internal Batch(float[] images, ImageShape shape, int[] indices, int[] labels, long epoch, int index)
    {
        _images = images;
        _shape = shape;
        Indices = indices;
        Labels = labels;
        Epoch = epoch;
        Index = index;
    }

    /// <summary>The epoch it belongs to.</summary>
    public long Epoch { get; }

    /// <summary>Which batch of its epoch it is.</summary>
    public int Index { get; }

    /// <summary>The number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>The class of each image [N]. The array is the batch's own and is not reused.</summary>
    public int[] Labels { get; }

    /// <summary>The place of each image in its data set [N].</summary>
    public IReadOnlyList<int> Indices { get; }

    /// <summary>The images as a tensor [N, H, W, C] of the given scope. Call it once a step, so that teacher and student share one view.</summary>
    public Tensor ImagesIn(TensorScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return scope.From(_images.AsSpan(0, Count * _shape.Size), new Shape(Count, _shape.Height, _shape.Width, _shape.Channels));
    }
}
