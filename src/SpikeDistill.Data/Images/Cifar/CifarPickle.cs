using SpikeDistill.Interop.Pickles;

namespace SpikeDistill.Data;

/// <summary>CIFAR's batches for Python: the same records, as a pickled dictionary of an array of pixels and lists of labels.</summary>
internal static class CifarPickle
{
    private const string Pixels = "data";

    /// <summary>The records of a batch as the binary version has them: labels, then the planes red, green and blue.</summary>
    /// <exception cref="PickleException">It is damaged, or no such batch.</exception>
    /// <exception cref="InvalidDataException">It is a batch of another size or type.</exception>
    public static byte[] Records(CifarLayout layout, CifarFile file, ReadOnlyMemory<byte> content, string path)
    {
        CifarKeys keys = layout.Pickled!;
        PickleDictionary batch = PickleFile.ReadDictionary(content, path);
        PickleArray pixels = batch.Array(Pixels);
        int size = CifarLayout.Image.Size;
        if (pixels.Type != "u1" || pixels.FortranOrder || !pixels.Shape.SequenceEqual([file.Records, size]))
        {
            string found = $"[{string.Join(", ", pixels.Shape)}] of {pixels.Type}{(pixels.FortranOrder ? " in Fortran order" : "")}";
            throw new InvalidDataException($"its '{Pixels}' is {found}, where [{file.Records}, {size}] of u1 belongs");
        }

        byte[] records = new byte[file.Records * layout.RecordBytes];
        for (int i = 0; i < file.Records; i++)
        {
            pixels.Data.Span.Slice(i * size, size).CopyTo(records.AsSpan((i * layout.RecordBytes) + layout.LabelBytes));
        }

        Put(layout, file, batch, keys.Labels, layout.LabelBytes - 1, records);
        if (keys.CoarseLabels is { } coarse) Put(layout, file, batch, coarse, 0, records);
        return records;
    }

    private static void Put(CifarLayout layout, CifarFile file, PickleDictionary batch, string key, int place, byte[] records)
    {
        IReadOnlyList<long> labels = batch.Integers(key);
        if (labels.Count != file.Records) throw new InvalidDataException($"its '{key}' has {labels.Count} labels, where {file.Records} belong");

        for (int i = 0; i < labels.Count; i++)
        {
            records[(i * layout.RecordBytes) + place] = labels[i] is >= 0 and <= byte.MaxValue
                ? (byte)labels[i]
                : throw new InvalidDataException($"image {i} has the label {labels[i]}");
        }
    }
}
