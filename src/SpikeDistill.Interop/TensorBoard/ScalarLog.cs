using Google.Protobuf;

namespace SpikeDistill.Interop.TensorBoard;

/// <summary>
/// A file of events that TensorBoard reads: numbers by name, step by step. What is there is added to, and a step that is there is not written
/// again; what a killed process left half written at its end is cut off.
/// </summary>
public sealed class ScalarLog
{
    /// <summary>What TensorBoard knows its files by.</summary>
    public const string UsualName = "events.out.tfevents.spikedistill";

    private const string Version = "brain.Event:2";

    private readonly string _path;

    private ScalarLog(string path, long? lastStep) => (_path, LastStep) = (path, lastStep);

    /// <summary>The last step that is in the file; null for none.</summary>
    public long? LastStep { get; private set; }

    /// <summary>Opens a file, or begins one.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="IOException">It cannot be read or written, or is no file of events.</exception>
    /// <exception cref="UnauthorizedAccessException">The system does not let it be written.</exception>
    public static ScalarLog Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = new(DiskFile.Require(path), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        if (file.Length == 0)
        {
            Write(file, new Event { WallTime = Seconds(DateTime.UtcNow), FileVersion = Version });
            return new ScalarLog(path, lastStep: null);
        }

        long? last = null;
        long whole = 0;
        while (EventRecords.Read(file) is { } record && Parse(record) is { } read)
        {
            whole = file.Position;
            last = read.Summary is null ? last : Math.Max(last ?? long.MinValue, read.Step);
        }

        if (whole == 0)
        {
            throw new IOException($"{path}: is no file of events, so nothing is added to it. Remove it, or put it elsewhere.");
        }

        file.SetLength(whole);
        return new ScalarLog(path, last);
    }

    /// <summary>Adds the numbers of a step, unless that step or a later one is there.</summary>
    /// <param name="step">The step.</param>
    /// <param name="time">When it was.</param>
    /// <param name="values">The numbers by their names; a <c>/</c> in a name groups them.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The system does not let it be written.</exception>
    public void Add(long step, DateTime time, IEnumerable<KeyValuePair<string, double>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (step <= LastStep)
        {
            return;
        }

        Summary summary = new();
        summary.Value.AddRange(values.Select(one => new Summary.Types.Value { Tag = one.Key, SimpleValue = (float)one.Value }));
        using FileStream file = new(_path, FileMode.Append, FileAccess.Write, FileShare.Read);
        Write(file, new Event { WallTime = Seconds(time), Step = step, Summary = summary });
        LastStep = step;
    }

    private static void Write(FileStream file, Event one) => EventRecords.Write(file, one.ToByteArray());

    private static Event? Parse(byte[] record)
    {
        try
        {
            return Event.Parser.ParseFrom(record);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static double Seconds(DateTime time) => (time.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
}
