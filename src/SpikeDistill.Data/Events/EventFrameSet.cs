using System.Security.Cryptography;
using System.Text;
using SpikeDistill.Interop.Events;

namespace SpikeDistill.Data;

/// <summary>
/// Recordings as frames, read from their files whenever they are asked for, so that a set may be larger than memory. One that cannot be read is
/// remembered, and the next of its class that can is shown in its place.
/// </summary>
/// <param name="name">What it is, for messages.</param>
/// <param name="framing">How recordings are cut.</param>
/// <param name="classNames">One name for each class.</param>
/// <param name="recordings">The recordings.</param>
/// <param name="cache">Where frames are kept; null for nowhere.</param>
internal sealed class EventFrameSet(
    string name, EventFraming framing, IReadOnlyList<string> classNames, EventPart recordings, FrameCache? cache) : IImageDataSet
{
    private readonly StandIns _standIns = new();

    public string Name => name;

    public int Count => recordings.Labels.Count;

    public int Classes => classNames.Count;

    public IReadOnlyList<string> ClassNames => classNames;

    public ImageShape Shape => framing.Shape;

    public string Fingerprint => field ??= Sum();

    public IReadOnlyList<SkippedImage> Skipped => _standIns.Skipped;

    /// <summary>Nothing is kept.</summary>
    public long MemoryBytes(int images) => 0;

    public int Label(int index) => recordings.Labels[index];

    public bool IsReplaced(int index) => _standIns.Contains(index);

    public void CopyPixels(int index, Span<byte> pixels)
    {
        int shown = index;
        do
        {
            if (!_standIns.Contains(shown) && TryCopy(shown, pixels[..framing.Shape.Size])) return;
            shown = StandIns.Next(this, shown);
        }
        while (shown != index);

        throw new DataSetException(
            name,
            $"no recording of the class '{classNames[Label(index)]}' can be read; of {_standIns.Of(index)}",
            "one that can",
            "Is its disk still there? Get the recordings again.");
    }

    private bool TryCopy(int index, Span<byte> frames)
    {
        string? stamp = cache is null ? null : recordings.StampOf(index);
        if (stamp is not null && cache!.TryRead(stamp, frames)) return true;

        try
        {
            framing.Frames(recordings.Read(index), frames);
        }
        catch (Exception failure) when (failure is EventFileException or IOException or UnauthorizedAccessException)
        {
            _standIns.Add(index, new SkippedImage(recordings.NameOf(index), $"it cannot be read: {failure.Message}"));
            return false;
        }

        if (stamp is not null) cache!.Keep(stamp, frames);
        return true;
    }

    private string Sum()
    {
        using IncrementalHash sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < Count; i++) sum.AppendData(Encoding.UTF8.GetBytes($"{recordings.StampOf(i)}\n"));
        return $"{name} {Convert.ToHexStringLower(sum.GetHashAndReset())} {framing}";
    }
}
