using System.Globalization;
using SpikeDistill.Interop.Events;

namespace SpikeDistill.Data;

/// <summary>A file with a recording.</summary>
/// <param name="Path">Its place.</param>
/// <param name="Name">Its path from the folder of the set, with <c>/</c> between folders.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Changed">When it was written last, ticks of UTC.</param>
internal sealed record RecordingFile(string Path, string Name, long Bytes, long Changed)
{
    /// <summary>Tells it from others without reading it.</summary>
    public string Stamp => string.Create(CultureInfo.InvariantCulture, $"{Name}\0{Bytes} {Changed}");

    /// <summary>Looks at a file.</summary>
    /// <param name="root">The folder of the set.</param>
    /// <param name="file">The file.</param>
    public static RecordingFile Of(string root, FileInfo file)
        => new(file.FullName, System.IO.Path.GetRelativePath(root, file.FullName).Replace('\\', '/'), file.Length, file.LastWriteTimeUtc.Ticks);

    /// <summary>Whole files as recordings.</summary>
    /// <param name="files">The files.</param>
    /// <param name="labels">The class of each.</param>
    /// <param name="sensor">The sensor, where files do not say it.</param>
    public static EventPart Part(IReadOnlyList<RecordingFile> files, IReadOnlyList<int> labels, SensorSize? sensor)
        => new(labels, index => EventFiles.Read(files[index].Path, sensor), index => files[index].Name, index => files[index].Stamp);
}
