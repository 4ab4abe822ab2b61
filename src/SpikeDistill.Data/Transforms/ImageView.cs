using System.Buffers;
using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>
/// How an image is shown to a network: transforms in order, then normalization. A view depends on seed, epoch and sample
/// index alone; each transform draws from a sequence of its own, so adding one does not change what the others draw.
/// </summary>
public sealed class ImageView
{
    private readonly IImageTransform[] _transforms;
    private readonly ulong[] _streams;

    /// <summary>Builds a view.</summary>
    /// <param name="normalization">The last step.</param>
    /// <param name="transforms">The steps before, in order; none for the plain view that tests are made with.</param>
    /// <exception cref="ArgumentException">An option of a transform that no recipe could say.</exception>
    public ImageView(PixelNormalization normalization, params IReadOnlyList<IImageTransform> transforms)
    {
        Normalization = normalization;
        _transforms = [.. transforms];
        _streams = new ulong[_transforms.Length];
        for (int i = 0; i < _streams.Length; i++)
        {
            _transforms[i].CheckOptions();
            string name = _transforms[i].Name;
            int before = _transforms[..i].Count(transform => transform.Name == name);
            _streams[i] = CounterRandom.Stream($"view/{name}/{before}");
        }
    }

    /// <summary>The constants that its images are normalized with.</summary>
    public PixelNormalization Normalization { get; }

    /// <summary>
    /// Random crop with padding 4, horizontal flip and, if wanted, Cutout 16x16, in this order: what the public code of the field
    /// trains with.
    /// </summary>
    public static ImageView Training(PixelNormalization normalization, bool cutout = false)
        => new(normalization, cutout ? [new RandomCrop(), new HorizontalFlip(), new Cutout()] : [new RandomCrop(), new HorizontalFlip()]);

    /// <summary>Refuses options of its transforms that do not go together, and images that one of them cannot change.</summary>
    /// <param name="shape">The size of every image.</param>
    /// <exception cref="ArgumentException">Impossible options, or such images.</exception>
    public void Check(ImageShape shape) => Array.ForEach(_transforms, transform => transform.Check(shape));

    /// <summary>Writes one image as [height, width, channels] floats.</summary>
    /// <exception cref="ArgumentException">The target does not have the size of an image of the set.</exception>
    /// <exception cref="OwnImagesException">A transform failed that is one's own.</exception>
    public void Render(IImageDataSet set, int index, long seed, long epoch, Span<float> target)
    {
        int size = set.Shape.Size;
        byte[] scratch = ArrayPool<byte>.Shared.Rent(2 * size);
        Span<byte> image = scratch.AsSpan(0, size), other = scratch.AsSpan(size, size);
        int first = 0;
        if (set.HasWholePictures && _transforms is [IPartTransform part, ..])
        {
            CounterRandom random = new(seed, _streams[first++], epoch, index);
            set.CopyPart(index, IsOnesOwn(part) ? new NamedPart(part, set, index) : part, ref random, image);
        }
        else
        {
            set.CopyPixels(index, image);
        }

        for (int i = first; i < _transforms.Length; i++)
        {
            CounterRandom random = new(seed, _streams[i], epoch, index);
            Apply(_transforms[i], image, other, set, index, ref random);
            Span<byte> swap = image;
            image = other;
            other = swap;
        }

        Normalization.Apply(image, target);
        ArrayPool<byte>.Shared.Return(scratch);
    }

    private static void Apply(
        IImageTransform transform, ReadOnlySpan<byte> image, Span<byte> target, IImageDataSet set, int index, ref CounterRandom random)
    {
        try
        {
            if (!set.Shape.OverTime)
            {
                transform.Apply(image, target, set.Shape, ref random);
                return;
            }

            // The same change of every frame: each draws from the beginning of the sequence.
            int size = set.Shape.Frame.Size;
            for (int start = 0; start < set.Shape.Size; start += size)
            {
                CounterRandom frame = random;
                transform.Apply(image.Slice(start, size), target.Slice(start, size), set.Shape.Frame, ref frame);
            }
        }
        catch (Exception failure) when (IsOnesOwn(transform))
        {
            throw OwnImagesException.OfTransform(transform.Name, set, index, failure);
        }
    }

    private static bool IsOnesOwn(IImageTransform transform) => transform.GetType().Assembly != typeof(ImageView).Assembly;

    /// <summary>A part of one's own, named where it fails, wherever it is drawn.</summary>
    private sealed class NamedPart(IPartTransform part, IImageDataSet set, int index) : IPart
    {
        public PixelBox Draw(ImageShape shape, ref CounterRandom random)
        {
            try
            {
                return part.Draw(shape, ref random);
            }
            catch (Exception failure)
            {
                throw OwnImagesException.OfTransform(part.Name, set, index, failure);
            }
        }
    }
}
