using System.Runtime.CompilerServices;
using SpikeDistill.Interop.Events;
using SpikeDistill.Options;

namespace SpikeDistill.Data;

/// <summary>
/// A data set of an event camera, as it is published, by its options. Nothing is converted: recordings are read, and cut into frames, whenever
/// they are shown, so it may be larger than the memory.
/// </summary>
public abstract record EventSource : DataSource
{
    private const int MostFrames = 4096;
    private const int LargestSize = 4096;

    // What a folder holds is looked up once for each record, so that what a recipe was checked with is what is trained on.
    private static readonly ConditionalWeakTable<EventSource, FoundRecordings> Found = [];

    private protected EventSource()
    {
    }

    /// <summary>Its folder; null for the usual one in the folder of data sets, where it has one.</summary>
    public string? Path { get; init; }

    /// <summary>Frames of a sample.</summary>
    public int Frames { get; init; } = 16;

    /// <summary>Where recordings are cut.</summary>
    public FrameCut Cut { get; init; }

    /// <summary>Microseconds of a frame where recordings are cut by duration.</summary>
    public int Duration { get; init; } = 100_000;

    /// <summary>Rows and columns of a frame; several pixels of the sensor in one where it has more.</summary>
    public int Size { get; init; } = 128;

    /// <summary>Whether a place is 1 where there are any events, in place of their number.</summary>
    public bool Binary { get; init; }

    /// <summary>Whether frames are kept, packed, in the user's cache.</summary>
    public bool Cache { get; init; }

    /// <summary>How recordings become frames.</summary>
    public virtual EventFraming Framing => new(Frames, Size, Size) { Cut = Cut, Duration = Duration, Binary = Binary };

    /// <summary>The sensor, where files do not say it; null for what they say, or else where events reach.</summary>
    public virtual SensorSize? Camera => null;

    /// <summary>What it is called, such as <c>CIFAR10-DVS</c>.</summary>
    private protected abstract string Title { get; }

    /// <summary>What its folder is called in the folder of data sets; null where it has none.</summary>
    private protected virtual string? UsualFolder => null;

    /// <summary>What is published of it: classes and recordings; null where nothing is.</summary>
    private protected virtual (int Classes, int Train, int Test)? Published => null;

    /// <inheritdoc/>
    public override bool NeedsPath => UsualFolder is null;

    /// <inheritdoc/>
    /// <exception cref="DataSetException">The folder is not given.</exception>
    public override void Check()
    {
        base.Check();
        if (NeedsPath && Path is null)
        {
            throw new DataSetException(
                "data.path", "it is not given", "the folder with the recordings", $"Say 'data: {{set: {Name}, path: FOLDER}}'.");
        }
    }

    /// <inheritdoc/>
    /// <remarks>Of a published set whose files are not there, what is published of it.</remarks>
    /// <exception cref="ArgumentException">Impossible options.</exception>
    public override DataSetInfo Describe()
    {
        if (Known() is { } known && !IsPresent()) return known;

        EventRecordings all = Recordings(directory: null);
        return InfoOf(all.ClassNames.Count, all.Train.Labels.Count, all.Test.Labels.Count);
    }

    /// <inheritdoc/>
    /// <remarks>What is published of it.</remarks>
    public override DataSetInfo? Known()
    {
        Check();
        return Published is { } known ? InfoOf(known.Classes, known.Train, known.Test) : null;
    }

    /// <inheritdoc/>
    public override bool IsPresent(string? directory = null) => (!NeedsPath || Path is not null) && Directory.Exists(Folder(directory));

    /// <inheritdoc/>
    public override DataSetStatus Status(string? directory = null)
    {
        string folder = Folder(directory);
        bool there = Directory.Exists(folder);
        try
        {
            return new DataSetStatus((this with { Path = folder }).Describe(), folder, there, Problem: null);
        }
        catch (DataSetException wrong)
        {
            DataSetInfo known = (this with { Path = System.IO.Path.Combine(folder, "none") }).Describe();
            return new DataSetStatus(known, folder, there, $"{wrong.Found}; expected {wrong.Expected}");
        }
    }

    /// <summary>The options that all of them have, for one that adds its own.</summary>
    /// <param name="initial">The set with every option at its default.</param>
    private protected static Section<TSet> OptionsOf<TSet>(Func<TSet> initial)
        where TSet : EventSource
    {
        string usual = initial().UsualFolder is { } folder ? $"; left out, {folder} in the folder of data sets" : "";
        return new Section<TSet>(initial)
            .Key("path", Kinds.Path, s => s.Path, (s, v) => (TSet)((EventSource)s with { Path = v }), $"The folder with its files{usual}.")
            .Key(
                "frames",
                Kinds.Integer(1, MostFrames),
                s => s.Frames,
                (s, v) => (TSet)((EventSource)s with { Frames = v }),
                "Frames of a sample, a multiple of every network's time steps.")
            .Key(
                "cut",
                Kinds.Enumeration<FrameCut>(),
                s => s.Cut,
                (s, v) => (TSet)((EventSource)s with { Cut = v }),
                "Where recordings are cut: number (as many events in each frame), time (the same share of its time), duration.")
            .Key(
                "duration",
                Kinds.Integer(1),
                s => s.Duration,
                (s, v) => (TSet)((EventSource)s with { Duration = v }),
                "Microseconds of a frame with 'cut: duration', from the first event on.")
            .Key(
                "size",
                Kinds.Integer(1, LargestSize),
                s => s.Size,
                (s, v) => (TSet)((EventSource)s with { Size = v }),
                "Rows and columns of a frame, such as 48, 64 or 128; several pixels of the sensor in one where it has more.")
            .Key(
                "binary",
                Kinds.Flag,
                s => s.Binary,
                (s, v) => (TSet)((EventSource)s with { Binary = v }),
                "Whether a place is 1 where there are any events, in place of their number.")
            .Key(
                "cache",
                Kinds.Flag,
                s => s.Cache,
                (s, v) => (TSet)((EventSource)s with { Cache = v }),
                "Whether frames are kept, packed, in the user's cache; a recording that changes is read again.");
    }

    /// <inheritdoc/>
    protected override ImageData Read(string? directory)
    {
        EventRecordings all = Recordings(directory);
        return new ImageData(Title, Of("train", all.Train), Of("test", all.Test), PixelNormalization.Counts(Framing.Shape.Channels));

        EventFrameSet Of(string part, EventPart recordings)
            => new($"{Title} {part}", Framing, all.ClassNames, recordings, Cache ? FrameCache.Of(Folder(directory), Framing) : null);
    }

    /// <summary>What lies in its folder.</summary>
    /// <exception cref="DataSetException">It is not there, or is in another form.</exception>
    private protected abstract EventRecordings Look(string folder);

    private DataSetInfo InfoOf(int classes, int train, int test)
        => new(Name, Framing.Shape, classes, train, test, PixelNormalization.Counts(Framing.Shape.Channels));

    private EventRecordings Recordings(string? directory)
    {
        string folder = Folder(directory);
        if (!Directory.Exists(folder))
        {
            string remedy = Home is { } home ? $"Get it from {home}, unpack it there, or say in 'data.path' where it is." : "Look at 'data.path'.";
            throw new DataSetException(folder, "there is no such folder", $"the files of {Title}", remedy) { Reason = DataSetReason.Missing };
        }

        return Found.GetValue(this, _ => new FoundRecordings()).Of(folder, Look);
    }

    private string Folder(string? directory)
        => System.IO.Path.GetFullPath(Path ?? System.IO.Path.Combine(DataRoot.Resolve(directory), UsualFolder ?? string.Empty));

    /// <summary>What was found, folder by folder: a set without a path of its own may be asked for in several places.</summary>
    private sealed class FoundRecordings
    {
        private readonly Dictionary<string, EventRecordings> _of = new(StringComparer.Ordinal);

        public EventRecordings Of(string folder, Func<string, EventRecordings> look)
        {
            lock (_of)
            {
                return _of.TryGetValue(folder, out EventRecordings? found) ? found : _of[folder] = look(folder);
            }
        }
    }
}
