using SpikeDistill.Interop;
using SpikeDistill.Interop.SafeTensors;

namespace SpikeDistill.Training;

/// <summary>An entry of the cache of teacher logits on disk: a safetensors file with checksum.</summary>
internal static class LogitsFile
{
    private const string KeyName = "teacher_logits_of";
    private const string EpochName = "epoch";
    private const string Logits = "logits";
    private const string Known = "known";

    /// <summary>Passes on a writer of the file; the table does not change meanwhile.</summary>
    public static void Write(TeacherLogitsKey key, int entry, LogitsTable table, Action<SafeTensorsWriter> write) => table.Read((logits, known) =>
    {
        SafeTensorsWriter writer = new() { Checksum = true, Metadata = { [KeyName] = key.Text, [EpochName] = entry.ToString() } };
        writer.Add(Logits, [table.Samples, table.Classes], logits);
        writer.Add(Known, [table.Samples], known);
        write(writer);
    });

    /// <exception cref="SafeTensorsException">The file is damaged.</exception>
    /// <exception cref="InvalidDataException">The file is whole, but not this entry.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static LogitsTable Read(string path, TeacherLogitsKey key, int entry, int samples, int classes)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        if (!file.VerifyChecksum() || file.Metadata.GetValueOrDefault(KeyName) != key.Text || file.Metadata.GetValueOrDefault(EpochName) != entry.ToString())
        {
            throw new InvalidDataException("it is not what its name says");
        }

        Expect(file, Logits, TensorType.F32, samples, classes);
        Expect(file, Known, TensorType.U8, samples);
        return new LogitsTable(classes, file.ReadSingles(Logits), Array.ConvertAll(file.ReadBytes(Known), one => one == 0 ? (byte)0 : (byte)1));
    }

    private static void Expect(SafeTensorsFile file, string name, TensorType type, params int[] shape)
    {
        if (file[name].Type != type || !file[name].Shape.SequenceEqual(shape))
        {
            throw new InvalidDataException($"it holds {file[name]}, where {type} [{string.Join(", ", shape)}] was expected");
        }
    }
}
