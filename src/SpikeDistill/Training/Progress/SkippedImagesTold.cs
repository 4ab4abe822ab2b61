using SpikeDistill.Data;

namespace SpikeDistill.Training;

/// <summary>Tells of images that cannot be read, each once in a run and the first by name.</summary>
/// <param name="observer">Who is told.</param>
/// <param name="recordings">Whether they are recordings of an event camera.</param>
/// <param name="told">Those that were told of before the run was stopped; null for none.</param>
internal sealed class SkippedImagesTold(ITrainingObserver observer, bool recordings, IReadOnlyList<string>? told)
{
    private const int MostNamed = 20;

    private readonly SortedSet<string> _told = new(told ?? [], StringComparer.Ordinal);

    /// <summary>Those that were told of; null for none.</summary>
    public IReadOnlyList<string>? Names => _told.Count == 0 ? null : [.. _told];

    private string What => recordings ? "recording" : "picture";

    /// <summary>Tells of those that were found since the last time.</summary>
    /// <param name="skipped">All that are known.</param>
    /// <returns>How many there are; null for none.</returns>
    public int? Tell(IReadOnlyList<SkippedImage> skipped)
    {
        SkippedImage[] found = [.. skipped.Where(image => _told.Add(image.Name))];
        foreach (SkippedImage image in found.Take(MostNamed))
        {
            observer.Warning(new TrainingWarning(TrainingWarningKind.SkippedImage, $"A {What} is skipped. {image}") { Part = image.Name });
        }

        if (found.Length > MostNamed)
        {
            observer.Warning(new TrainingWarning(TrainingWarningKind.SkippedImage, $"{found.Length - MostNamed} further {What}s are skipped."));
        }

        return _told.Count == 0 ? null : _told.Count;
    }
}
