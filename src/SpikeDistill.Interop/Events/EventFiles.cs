namespace SpikeDistill.Interop.Events;

/// <summary>Recordings of event cameras, in the formats that data sets and cameras use; which it is, is told by the first bytes.</summary>
public static class EventFiles
{
    /// <summary>What files of events are called: AEDAT 2.0, 3.1 and 4, N-MNIST's and N-Caltech101's .bin, Prophesee's DAT and RAW, lists of NumPy's.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".aedat", ".aedat4", ".bin", ".dat", ".raw", ".npy", ".npz"];

    /// <summary>Reads a file to its last event.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sensor">The size of the sensor, where the file is known not to say it; else what the file says, or the events reach.</param>
    /// <exception cref="EventFileException">The file is damaged, cut, or of a format that is not read here.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static EventRecording Read(string path, SensorSize? sensor = null)
    {
        using Stream stream = DiskFile.OpenRead(path);
        return Read(stream, path, sensor);
    }

    /// <summary>Reads a stream that can seek, from its beginning to its last event.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="name">How errors name it; of a format without a mark of its own (.bin) the name's end says that it is one.</param>
    /// <param name="sensor">The size of the sensor, where the file is known not to say it.</param>
    /// <exception cref="EventFileException">The content is damaged, cut, or of a format that is not read here.</exception>
    public static EventRecording Read(Stream stream, string name, SensorSize? sensor = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanSeek)
        {
            throw new EventFileException(name, "it cannot be sought, as pipes cannot; expected a file on disk.", "Copy it to disk first.");
        }

        if (stream.Length == 0) throw new EventFileException(name, "it is empty.", "Copy or download it again.");
        switch (FileKinds.Of(stream))
        {
            case FileKind.Npy: return EventArrays.ReadNpy(stream, name, sensor);
            case FileKind.Npz: return EventArrays.ReadNpz(stream, name, sensor);
            case FileKind.Hdf5:
                throw new EventFileException(
                    name, "it is an HDF5 file, which holds many recordings.", "It is read as a file of spike trains; choose another file.");
            case var kind and (FileKind.GitLfsPointer or FileKind.Html or FileKind.Gzip or FileKind.Tar or FileKind.Zip or FileKind.Image):
                throw new EventFileException(name, $"it is {kind.Words()}, no recording of events.", Conversion.General(kind)!);
        }

        return Marked(new EventInput(stream, name), sensor);
    }

    /// <summary>Writes events as AEDAT 2.0 of a DVS128, beside the place and renamed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="events">Events of 128x128 pixels at most.</param>
    /// <exception cref="ArgumentException">An event does not fit into the format.</exception>
    public static void WriteAedat2(string path, ReadOnlyMemory<Event> events) => AtomicFile.Write(path, stream => Aedat2File.Write(stream, events.Span));

    /// <summary>Writes events as a .bin of N-MNIST, beside the place and renamed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="events">Events of 256x240 pixels at most, in the first 8.3 seconds.</param>
    /// <exception cref="ArgumentException">An event does not fit into the format.</exception>
    public static void WriteBin(string path, ReadOnlyMemory<Event> events) => AtomicFile.Write(path, stream => AtisFile.Write(stream, events.Span));

    private static EventRecording Marked(EventInput input, SensorSize? sensor)
    {
        ReadOnlySpan<byte> start = input.Peek(16);
        if (start.StartsWith("#!AER-DAT2"u8)) return Aedat2File.Read(input, sensor);
        if (start.StartsWith("#!AER-DAT3.1"u8)) return Aedat3File.Read(input, sensor);
        if (start.StartsWith("#!AER-DAT4"u8)) return Aedat4File.Read(input, sensor);
        if (start.StartsWith("#!AER-DAT"u8))
        {
            throw input.Fail(
                "it is of a version of AEDAT that is not read here; expected 2.0, 3.1 or 4.0.", "Save it as one of these with the camera's software.");
        }

        if (start[0] == (byte)'%') return Prophesee(input, sensor);
        if (input.File.EndsWith(".bin", StringComparison.OrdinalIgnoreCase) || input.File.EndsWith(".bs2", StringComparison.OrdinalIgnoreCase))
        {
            return AtisFile.Read(input, sensor);
        }

        throw input.Fail(
            "it begins with no mark of a format that is read here: AEDAT 2.0, 3.1 and 4, Prophesee's DAT and RAW, NumPy's lists; "
                + "nor has it the name of a .bin of N-MNIST.",
            "Convert it to one of these, or give it the name it had.");
    }

    private static EventRecording Prophesee(EventInput input, SensorSize? sensor)
    {
        PropheseeHeader header = PropheseeHeader.Read(input);
        SensorSize? size = sensor ?? header.Sensor;
        return header.Encoding switch
        {
            null => PropheseeDatFile.Read(input, header, size),
            "2.0" => Evt2File.Read(input, size),
            "3.0" => Evt3File.Read(input, size),
            var other => throw input.Fail(
                $"its events are encoded as EVT {other}, which is not read here; expected 2.0 or 3.0.",
                "Convert it with Prophesee's tools, such as metavision_file_to_dat."),
        };
    }
}
