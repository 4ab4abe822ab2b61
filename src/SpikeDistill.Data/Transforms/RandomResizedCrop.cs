using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>
/// Cuts out a part of random size, shape and place and stretches it to the image's own size with bilinear interpolation (Szegedy et al.,
/// CVPR 2015, as torchvision has it): its area is a uniform share of the image, its ratio of width to height uniform in its logarithm. A
/// part that does not fit is drawn again, ten times at most; then it is the largest part in the middle whose ratio is allowed.
/// </summary>
public sealed record RandomResizedCrop : RandomPart, IPartTransform
{
    private const int Attempts = 10;

    /// <summary>Makes the transform with torchvision's numbers.</summary>
    public RandomResizedCrop() => (LeastArea, MostArea, Flattest) = (0.08, 1, 0.75);

    /// <summary>What recipes can say of it.</summary>
    public static Entry<IImageTransform> Entry { get; } = Entry<IImageTransform>.Of(
        "random_resized_crop",
        "cuts out a part of random size, shape and place and stretches it to the image's size",
        OptionsOf(() => new RandomResizedCrop()),
        source: "Szegedy et al., CVPR 2015, as torchvision has it");

    /// <inheritdoc/>
    public override string Name => "random resized crop";

    /// <inheritdoc/>
    protected override Entry<IImageTransform> Declared => Entry;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random)
        => BilinearStretch.Apply(source, target, shape, Draw(shape, ref random));

    /// <inheritdoc/>
    public PixelBox Draw(ImageShape shape, ref CounterRandom random)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            (int height, int width) = PixelBox.DrawSize(shape, (LeastArea, MostArea), Flattest, ref random);
            if (height > 0 && width > 0 && height <= shape.Height && width <= shape.Width)
            {
                return new PixelBox(random.NextInt(shape.Height - height + 1), random.NextInt(shape.Width - width + 1), height, width);
            }
        }

        int tallest = Math.Clamp((int)Math.Round(shape.Width / Flattest), 1, shape.Height);
        int widest = Math.Clamp((int)Math.Round(shape.Height / Flattest), 1, shape.Width);
        return new PixelBox((shape.Height - tallest) / 2, (shape.Width - widest) / 2, tallest, widest);
    }
}
