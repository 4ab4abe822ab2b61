using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>
/// AutoAugment with the policy found for CIFAR-10 (Cubuk et al., CVPR 2019), as the public code of the field runs it on PIL
/// images: one of 25 pairs of operations is drawn, and each of the two happens with its probability. Takes RGB images, between
/// flip and Cutout.
/// </summary>
public sealed record AutoAugment : IImageTransform
{
    private const string Title = "AutoAugment";

    /// <summary>What recipes can say of it.</summary>
    public static Entry<IImageTransform> Entry { get; } = Entry<IImageTransform>.Of(
        "autoaugment",
        "one of 25 pairs of operations, the policy found for CIFAR-10; RGB only",
        new Section<AutoAugment>(() => new AutoAugment()),
        source: "Cubuk et al., CVPR 2019");

    /// <inheritdoc/>
    public string Name => "autoaugment";

    Entry<IImageTransform> IDeclared<IImageTransform>.Declared => Entry;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The images do not have three channels.</exception>
    public void Check(ImageShape shape) => TransformImages.RequireRgb(Title, Entry.Name, shape);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The image does not have three channels.</exception>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random)
    {
        TransformImages.RequireRgb(Title, Entry.Name, shape);
        (PixelOperation? first, PixelOperation? second) = Draw(ref random);
        PixelOperations.Apply([.. new[] { first, second }.OfType<PixelOperation>()], source, target, shape);
    }

    /// <summary>What happens to one image: the operations of a pair, null where the draw leaves one out. Always five draws, whatever comes of them.</summary>
    internal static (PixelOperation? First, PixelOperation? Second) Draw(ref CounterRandom random)
    {
        (PolicyStep first, PolicyStep second) = Cifar10Policy.Pairs[random.NextInt(Cifar10Policy.Pairs.Count)];
        return (Draw(first, ref random), Draw(second, ref random));
    }

    private static PixelOperation? Draw(PolicyStep step, ref CounterRandom random)
    {
        bool happens = random.NextBool(step.Probability), negative = random.NextBool();
        return happens ? PixelOperation.Of(step.Kind, step.Level, negative) : null;
    }
}
