using System.Collections.Concurrent;
using SpikeDistill.Data;
using SpikeDistill.Interop;
using SpikeDistill.Interop.Events;
using SpikeDistill.Predictions;

namespace SpikeDistill.Cli.Predicting;

/// <summary>Recordings of an event camera in files, as a network is shown them: frames. A file of spike trains holds many.</summary>
internal sealed class Recordings : IImageSource, IDisposable
{
    private readonly EventFraming _framing;
    private readonly SensorSize? _camera;
    private readonly List<(string File, SpikeTrainFile? Trains, int Index)> _recordings = [];
    private readonly List<SpikeTrainFile> _opened = [];

    private Recordings(EventFraming framing, SensorSize? camera) => (_framing, _camera) = (framing, camera);

    public int Count => _recordings.Count;

    public ImageShape Shape => _framing.Shape;

    /// <summary>Reads every recording once, and takes those that can be.</summary>
    /// <param name="files">The files, absolute paths.</param>
    /// <param name="framing">How they are cut.</param>
    /// <param name="camera">The sensor, where files do not say it.</param>
    /// <param name="problems">What is wrong with the others.</param>
    public static Recordings Open(IReadOnlyList<string> files, EventFraming framing, SensorSize? camera, out IReadOnlyList<SkippedImage> problems)
    {
        Recordings taken = new(framing, camera);
        ConcurrentDictionary<string, string> wrong = new(StringComparer.Ordinal);
        HashSet<string> ofTrains = [.. files.Where(file => FileKinds.Of(file) == FileKind.Hdf5)];
        Parallel.ForEach(files.Where(file => !ofTrains.Contains(file)), file =>
        {
            if (Problem(() => EventFiles.Read(file, camera)) is { } problem) wrong[file] = problem;
        });
        foreach (string file in files)
        {
            bool isTrains = ofTrains.Contains(file);
            if (isTrains && Problem(() => taken._opened.Add(SpikeTrainFile.Open(file))) is { } problem) wrong[file] = problem;
            if (wrong.ContainsKey(file)) continue;

            SpikeTrainFile? trains = isTrains ? taken._opened[^1] : null;
            for (int i = 0; i < (trains?.Labels.Count ?? 1); i++) taken._recordings.Add((file, trains, i));
        }

        problems = [.. files.Where(wrong.ContainsKey).Select(file => new SkippedImage(file, wrong[file]))];
        return taken;
    }

    /// <summary>How a recording is called.</summary>
    /// <param name="recording">Which.</param>
    /// <param name="shown">How its file is shown.</param>
    public string NameOf(int recording, Func<string, string> shown)
        => _recordings[recording] is var (file, trains, index) && trains is null ? shown(file) : $"{shown(file)}, recording {index}";

    public unsafe void Read(int first, PixelNormalization normalization, Span<float> target)
    {
        int size = Shape.Size, count = target.Length / size;
        fixed (float* all = target)
        {
            float* floats = all;
            Parallel.For(0, count, i =>
            {
                byte[] frames = new byte[size];
                (string file, SpikeTrainFile? trains, int index) = _recordings[first + i];
                string? problem = Problem(() => _framing.Frames(trains is null ? EventFiles.Read(file, _camera) : trains.Read(index), frames));
                if (problem is not null) throw new RunException($"{file}: {problem}");
                normalization.Apply(frames, new Span<float>(floats + ((long)i * size), size));
            });
        }
    }

    public void Dispose()
    {
        foreach (SpikeTrainFile file in _opened) file.Dispose();
    }

    /// <summary>What is wrong with a file; null for nothing.</summary>
    private static string? Problem(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (Exception failure) when (failure is EventFileException or IOException or UnauthorizedAccessException)
        {
            return failure.Message;
        }
    }
}
