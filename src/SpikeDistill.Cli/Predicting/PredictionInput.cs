using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;
using SpikeDistill.Predictions;

namespace SpikeDistill.Cli.Predicting;

/// <summary>What a network is shown: an array of images, pictures, or recordings of an event camera.</summary>
internal sealed class PredictionInput : IDisposable
{
    private readonly Func<int, string> _names;

    private PredictionInput(IImageSource images, int skipped, Func<int, string> names) => (Images, Skipped, _names) = (images, skipped, names);

    /// <summary>The images.</summary>
    public IImageSource Images { get; }

    /// <summary>Files that cannot be read.</summary>
    public int Skipped { get; }

    /// <summary>The pictures; null for anything else.</summary>
    public Photographs? Pictures => Images as Photographs;

    /// <summary>Whether each image has a name of its own.</summary>
    public bool Named => Images is not ImageArray;

    /// <summary>A .npy file of images.</summary>
    public static PredictionInput Of(string array, ImageShape size)
        => new(InputException.Guard(() => ImageArray.Open(array, size)), skipped: 0, image => $"image {image}");

    /// <summary>The pictures that can be read; the others are named.</summary>
    public static PredictionInput OfPictures(Terminal terminal, IReadOnlyList<string> files, ImageShape size, double middle)
    {
        if (size.Channels is not (1 or 3))
        {
            throw new InputException($"The network takes images of {size.Channels} channels, which no picture has; give it a .npy file.");
        }

        Photographs taken = Photographs.Open(files, size, middle, out IReadOnlyList<SkippedImage> problems);
        Tell(terminal, problems, "picture");
        return taken.Count > 0
            ? new PredictionInput(taken, problems.Count, image => terminal.Shown(taken.FileOf(image)))
            : throw new InputException("None of the pictures can be read.");
    }

    /// <summary>The recordings that can be read; the others are named.</summary>
    public static PredictionInput OfRecordings(Terminal terminal, IReadOnlyList<string> files, EventSource set)
    {
        Recordings taken = Recordings.Open(files, set.Framing, set.Camera, out IReadOnlyList<SkippedImage> problems);
        Tell(terminal, problems, "recording");
        return taken.Count > 0
            ? new PredictionInput(taken, problems.Count, recording => taken.NameOf(recording, terminal.Shown))
            : throw new InputException("None of the recordings can be read.");
    }

    /// <summary>What an image is called.</summary>
    public string NameOf(int image) => _names(image);

    public void Dispose() => (Images as IDisposable)?.Dispose();

    private static void Tell(Terminal terminal, IReadOnlyList<SkippedImage> problems, string what)
    {
        foreach (SkippedImage problem in problems)
        {
            terminal.Complain($"A {what} is skipped. {terminal.Shown(problem.Name)}: {problem.Problem}");
        }
    }
}
