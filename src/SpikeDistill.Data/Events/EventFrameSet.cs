using SpikeDistill.Interop.Events;

namespace SpikeDistill.Data;

/// <summary>Recordings as frames, read from their files whenever they are asked for, so that a set may be larger than memory.</summary>
/// <param name="name">What it is, for messages.</param>
/// <param name="framing">How recordings are cut.</param>
/// <param name="labels">The class of each recording.</param>
/// <param name="classNames">One name for each class.</param>
/// <param name="read">Reads a recording by its place; safe from several threads at once.</param>
internal sealed class EventFrameSet(
    string name, EventFraming framing, IReadOnlyList<int> labels, IReadOnlyList<string> classNames, Func<int, EventRecording> read) : IImageDataSet
{
    private const string Expected = "a recording of events", Remedy = "Get it again, or take it out of the set.";

    public string Name => name;

    public int Count => labels.Count;

    public int Classes => classNames.Count;

    public IReadOnlyList<string> ClassNames => classNames;

    public ImageShape Shape => framing.Shape;

    /// <summary>Nothing is kept.</summary>
    public long MemoryBytes(int images) => 0;

    public int Label(int index) => labels[index];

    public void CopyPixels(int index, Span<byte> pixels)
    {
        try
        {
            framing.Frames(read(index), pixels[..framing.Shape.Size]);
        }
        catch (EventFileException damaged)
        {
            throw new DataSetException(damaged.FileName, $"it cannot be read ({damaged.Message})", Expected, Remedy, damaged);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(name, $"recording {index} cannot be read ({failure.Message})", Expected, Remedy, failure);
        }
    }
}
