namespace SpikeDistill.Data;

/// <summary>The augmentations by name. A new one is its own file, its test, and one line here.</summary>
public static class ImageTransforms
{
    private static readonly Dictionary<string, Func<IImageTransform>> Transforms = new(StringComparer.Ordinal)
    {
        ["crop"] = static () => new RandomCrop(),
        ["flip"] = static () => new HorizontalFlip(),
        ["autoaugment"] = static () => new AutoAugment(),
        ["cutout"] = static () => new Cutout(),
        ["randaugment"] = static () => new RandAugment(),
        ["random_resized_crop"] = static () => new RandomResizedCrop(),
        ["random_erasing"] = static () => new RandomErasing(),
        ["color_jitter"] = static () => new ColorJitter(),
    };

    /// <summary>The names that <see cref="Create"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Transforms.Keys];

    /// <summary>An augmentation with its usual parameters.</summary>
    /// <exception cref="ArgumentException">No augmentation has this name.</exception>
    public static IImageTransform Create(string name)
        => Transforms.TryGetValue(name, out Func<IImageTransform>? create)
            ? create()
            : throw new ArgumentException($"There is no augmentation '{name}'. Those there are: {string.Join(", ", Names)}.", nameof(name));
}
