using System.IO.Compression;
using SpikeDistill.Interop.Npy;

namespace SpikeDistill.Interop.Events;

/// <summary>
/// Events as NumPy's arrays: a list [events, 4] of x, y, t, p, as .npy or alone in an .npz, or an .npz of the arrays t, x, y and p, as SpikingJelly
/// keeps data sets. A polarity above zero is brighter.
/// </summary>
internal static class EventArrays
{
    /// <summary>The most that DEFLATE can shrink bytes by, and a little: an entry that claims more is none.</summary>
    private const long MostShrunk = 1100;

    private const string Remedy = "Save a list [events, 4] of x, y, t, p, or the arrays t, x, y and p of one length.";

    public static EventRecording ReadNpy(Stream stream, string file, SensorSize? sensor)
        => Guard(file, () =>
        {
            using NpyFile array = NpyFile.Open(new UnownedStream(stream), file);
            return List(array, file, sensor);
        });

    public static EventRecording ReadNpz(Stream stream, string file, SensorSize? sensor)
        => Guard(file, () =>
        {
            if (FileEnd.OfZip(stream) is { } cut)
            {
                throw new EventFileException(file, $"{cut}.", FileEnd.Remedy);
            }

            using ZipArchive archive = new(stream, ZipArchiveMode.Read, leaveOpen: true);
            Dictionary<string, ZipArchiveEntry> entries = [];
            foreach (ZipArchiveEntry entry in archive.Entries) entries.TryAdd(entry.FullName, entry);
            if (entries.Count == 1)
            {
                using NpyFile list = Open(entries.Values.Single(), file);
                return List(list, file, sensor);
            }

            long[] t = Column("t", "timestamp"), x = Column("x"), y = Column("y"), p = Column("p", "polarity");
            if (x.Length != t.Length || y.Length != t.Length || p.Length != t.Length)
            {
                throw new EventFileException(file, $"its arrays t, x, y and p have {t.Length}, {x.Length}, {y.Length} and {p.Length} elements.", Remedy);
            }

            EventSink sink = new(file, sensor);
            for (int i = 0; i < t.Length; i++) Add(sink, file, x[i], y[i], t[i], p[i]);
            return sink.Recording();

            long[] Column(params string[] names)
            {
                ZipArchiveEntry? entry = names.Select(name => entries.GetValueOrDefault(name + ".npy")).FirstOrDefault(found => found is not null);
                if (entry is null)
                {
                    string held = string.Join(", ", entries.Keys.Take(8));
                    throw new EventFileException(file, $"it holds no array '{names[0]}', but {held}.", Remedy);
                }

                using NpyFile array = Open(entry, file);
                return array.Shape.Count == 1
                    ? array.ReadIntegers()
                    : throw new EventFileException(file, $"its array '{entry.FullName}' has {array.Shape.Count} axes; expected one.", Remedy);
            }
        });

    private static NpyFile Open(ZipArchiveEntry entry, string file)
    {
        string name = $"{file}/{entry.FullName}";
        long most = Math.Min(Array.MaxLength, MostShrunk * (entry.CompressedLength + 1));
        MemoryStream content = new();
        using Stream unpacked = entry.Open();
        byte[] piece = new byte[1 << 14];
        for (int read; (read = unpacked.Read(piece)) > 0; content.Write(piece, 0, read))
        {
            if (content.Length + read > most)
            {
                throw new EventFileException(name, "it unpacks to more than its length can hold.", "The file is damaged; save or copy it again.");
            }
        }

        content.Position = 0;
        return NpyFile.Open(content, name);
    }

    private static EventRecording List(NpyFile array, string file, SensorSize? sensor)
    {
        if (array.Shape.Count != 2 || array.Shape[1] != 4)
        {
            throw new EventFileException(file, $"its shape is ({string.Join(", ", array.Shape)}); expected (events, 4) of x, y, t, p.", Remedy);
        }

        long[] rows = array.ReadIntegers();
        EventSink sink = new(file, sensor);
        for (int i = 0; i < rows.Length; i += 4) Add(sink, file, rows[i], rows[i + 1], rows[i + 2], rows[i + 3]);
        return sink.Recording();
    }

    private static void Add(EventSink sink, string file, long x, long y, long t, long p)
    {
        if (x is < 0 or > short.MaxValue || y is < 0 or > short.MaxValue)
        {
            throw new EventFileException(file, $"an event is at column {x} and row {y}, which no sensor has.", Remedy);
        }

        sink.Add(t, (int)x, (int)y, p > 0);
    }

    private static EventRecording Guard(string file, Func<EventRecording> read)
    {
        try
        {
            return read();
        }
        catch (NpyException failure)
        {
            throw new EventFileException(failure.FileName, failure.Message[(failure.FileName.Length + 4)..], Remedy, failure);
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException or NotSupportedException
            or ArgumentException or OverflowException)
        {
            throw new EventFileException(file, $"the archive cannot be unpacked ({failure.Message}).", "It is damaged; save or copy it again.", failure);
        }
    }
}
