using SpikeDistill.Options;

namespace SpikeDistill.Data;

/// <summary>The augmentations that ship.</summary>
public static class ImageTransforms
{
    /// <summary>All of them. A new one is its own file, its test, and one line here.</summary>
    public static IReadOnlyList<Entry<IImageTransform>> All { get; } =
    [
        RandomCrop.Entry,
        HorizontalFlip.Entry,
        AutoAugment.Entry,
        Cutout.Entry,
        RandAugment.Entry,
        RandomResizedCrop.Entry,
        RandomErasing.Entry,
        ColorJitter.Entry,
        RandomRoll.Entry,
        RandomRotation.Entry,
        RandomShear.Entry,
        EventAugment.Entry,
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(entry => entry.Name)];

    /// <summary>An augmentation with its usual parameters.</summary>
    /// <exception cref="ArgumentException">No augmentation has this name.</exception>
    public static IImageTransform Create(string name)
        => All.FirstOrDefault(entry => entry.Name == name)?.Default
            ?? throw new ArgumentException($"There is no augmentation '{name}'. Those there are: {string.Join(", ", Names)}.", nameof(name));
}
