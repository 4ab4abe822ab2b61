using PureHDF;
using PureHDF.Selections;
using PureHDF.VOL.Native;
using SpikeDistill.Interop.Hdf5;

namespace SpikeDistill.Interop.Events;

/// <summary>
/// An HDF5 file as the Heidelberg sets SHD and SSC come in (Cramer et al., 2020): many recordings of a cochlea of 700 channels, <c>spikes/times</c> in
/// seconds and <c>spikes/units</c> as lists of any length, and <c>labels</c>. A recording has one row, and every event of it is a spike. Reading is safe
/// from several threads at once.
/// </summary>
public sealed class SpikeTrainFile : IDisposable
{
    /// <summary>Channels of the cochlea of SHD and SSC.</summary>
    public const int Channels = 700;

    private const string Times = "spikes/times", Units = "spikes/units", LabelsName = "labels";
    private const double MicrosecondsInSecond = 1e6;

    private readonly Lock _lock = new();
    private readonly string _file;
    private readonly NativeFile _content;
    private readonly IH5Dataset _times;
    private readonly IH5Dataset _units;

    private SpikeTrainFile(Stream stream, string file)
    {
        _file = file;
        _content = H5File.Open(new BoundedHdf5Stream(stream));
        (_times, _units) = (_content.Dataset(Times), _content.Dataset(Units));
        Labels = ReadLabels(_content.Dataset(LabelsName), stream.Length);
        foreach ((IH5Dataset set, string name) in new[] { (_times, Times), (_units, Units) })
        {
            if (set.Type.Class != H5DataTypeClass.VariableLength || set.Space.Dimensions is not [var count] || count != (ulong)Labels.Count)
            {
                throw new InvalidDataException($"'{name}' is no list of {Labels.Count} lists, one for each label");
            }
        }
    }

    /// <summary>The class of each recording.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="EventFileException">It is damaged, or no HDF5 file of this layout.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SpikeTrainFile Open(string path) => Open(DiskFile.OpenRead(path), path);

    /// <summary>Reads from a stream that can seek; disposing the result disposes the stream.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="name">How errors name it.</param>
    /// <exception cref="EventFileException">It is damaged, or no HDF5 file of this layout.</exception>
    public static SpikeTrainFile Open(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            if (!stream.CanSeek)
            {
                throw new EventFileException(name, "it cannot be sought, as pipes cannot; expected a file on disk.", "Copy it to disk first.");
            }

            FileKind kind = FileKinds.Of(stream);
            return kind == FileKind.Hdf5 && FileEnd.OfHdf5(stream) is { } cut
                ? throw new EventFileException(name, $"{cut}.", FileEnd.Remedy)
                : kind == FileKind.Hdf5
                ? Guard(name, () => new SpikeTrainFile(stream, name))
                : throw new EventFileException(name, $"it is {kind.Words()}, no HDF5 file.", Conversion.General(kind) ?? "Name the .h5 file of SHD or SSC.");
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads one recording: channels as columns, times in microseconds.</summary>
    /// <param name="index">Its number.</param>
    /// <exception cref="EventFileException">It is damaged.</exception>
    public EventRecording Read(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Labels.Count, nameof(index));
        lock (_lock)
        {
            return Guard(_file, () =>
            {
                double[] times = Seconds(index);
                int[] units = Numbers(index);
                if (times.Length != units.Length)
                {
                    throw new InvalidDataException($"recording {index} has {times.Length} times and {units.Length} channels");
                }

                // The published lists are of one channel after the other here and there; a recording goes forward in time.
                Array.Sort(times, units);
                EventSink sink = new(_file, new SensorSize(Channels, 1));
                for (int i = 0; i < times.Length; i++) sink.Add((long)Math.Round(times[i] * MicrosecondsInSecond), units[i], 0, on: true);
                return sink.Recording();
            });
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _content.Dispose();

    private static int[] ReadLabels(IH5Dataset labels, long fileBytes)
    {
        if (labels.Space.Dimensions is not [var count] || count > (ulong)fileBytes)
        {
            throw new InvalidDataException($"'{LabelsName}' is no list that the file has room for");
        }

        return labels.Type.Size switch
        {
            1 => Array.ConvertAll(labels.Read<byte[]>(), one => (int)one),
            2 => Array.ConvertAll(labels.Read<ushort[]>(), one => (int)one),
            4 => labels.Read<int[]>(),
            8 => Array.ConvertAll(labels.Read<long[]>(), one => checked((int)one)),
            var size => throw new InvalidDataException($"'{LabelsName}' are numbers of {size} bytes; expected 1 to 8"),
        };
    }

    private static T Guard<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is not EventFileException)
        {
            // The library tells of damage by exceptions of many kinds.
            throw new EventFileException(
                file,
                $"it cannot be read as a file of spike trains ({failure.Message.TrimEnd('.').Printable()}).",
                $"Expected HDF5 with '{Times}', '{Units}' and '{LabelsName}', as SHD and SSC have; copy or download it again.",
                failure);
        }
    }

    private double[] Seconds(int index)
    {
        HyperslabSelection one = new((ulong)index, 1);
        double[] times = _times.Type.VariableLength.BaseType.Size switch
        {
            2 => Array.ConvertAll(_times.Read<Half[][]>(one)[0], time => (double)time),
            4 => Array.ConvertAll(_times.Read<float[][]>(one)[0], time => (double)time),
            8 => _times.Read<double[][]>(one)[0],
            var size => throw new InvalidDataException($"'{Times}' are numbers of {size} bytes; expected 2, 4 or 8"),
        };
        return Array.TrueForAll(times, time => Math.Abs(time) < 1e9) ? times : throw new InvalidDataException($"a time of recording {index} is no time");
    }

    private int[] Numbers(int index)
    {
        HyperslabSelection one = new((ulong)index, 1);
        return _units.Type.VariableLength.BaseType.Size switch
        {
            1 => Array.ConvertAll(_units.Read<byte[][]>(one)[0], unit => (int)unit),
            2 => Array.ConvertAll(_units.Read<ushort[][]>(one)[0], unit => (int)unit),
            4 => _units.Read<int[][]>(one)[0],
            8 => Array.ConvertAll(_units.Read<long[][]>(one)[0], unit => checked((int)unit)),
            var size => throw new InvalidDataException($"'{Units}' are numbers of {size} bytes; expected 1 to 8"),
        };
    }
}
