namespace SpikeDistill.Data;

/// <summary>Training images cut in two: those to train on and those to choose settings by, so that the test images stay unseen.</summary>
/// <param name="Train">The images to train on.</param>
/// <param name="Choosing">The images held out.</param>
public sealed record HeldOut(IImageDataSet Train, IImageDataSet Choosing)
{
    /// <summary>Holds out <paramref name="count"/> images, each class in proportion, chosen by the seed alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is not positive, or no image would be left to train on.</exception>
    public static HeldOut Split(IImageDataSet training, int count, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(count, training.Count);
        int[] held = StratifiedChoice.Indices(training, count, seed, "held out");
        HashSet<int> isHeld = [.. held];
        int[] rest = [.. Enumerable.Range(0, training.Count).Where(index => !isHeld.Contains(index))];
        return new HeldOut(
            new Subset(training, rest, $"{training.Name} without the {count} held out"),
            new Subset(training, held, $"{count} held out of {training.Name}"));
    }
}
