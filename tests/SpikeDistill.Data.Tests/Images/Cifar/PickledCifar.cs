using SpikeDistill.Reference.Pickles;

namespace SpikeDistill.Data.Tests.Cifar;

/// <summary>The same records as in a <see cref="CifarFolder"/>, as batches for Python.</summary>
internal static class PickledCifar
{
    /// <summary>Writes them beside the binary folder.</summary>
    /// <returns>The layout of the binary form, which knows this one as its other.</returns>
    public static CifarLayout Write(CifarFolder binary, PickleStyle style)
    {
        CifarLayout official = binary.Layout.Other!;
        CifarFile[] files = [.. official.Files.Zip(binary.Layout.Files, (pickled, plain) => pickled with { Records = plain.Records })];
        CifarLayout layout = official with { Train = files[..official.Train.Count], Test = files[official.Train.Count..] };
        string folder = Directory.CreateDirectory(Path.Combine(binary.Root, layout.Folder)).FullName;
        foreach ((CifarFile file, CifarFile plain) in files.Zip(binary.Layout.Files))
        {
            byte[] records = File.ReadAllBytes(binary.PathOf(plain.Name));
            File.WriteAllBytes(Path.Combine(folder, file.Name), Batch(layout, file, records, style));
        }

        List<string> Names(string what, int count) => [.. Enumerable.Range(0, count).Select(i => $"{what} {i}")];
        (string, object?)[] names = [("num_cases_per_batch", 100L), (layout.Pickled!.Names, Names("name", layout.Classes))];
        if (layout.Pickled.CoarseNames is { } coarse) names = [.. names, (coarse, Names("group", layout.CoarseClasses))];
        File.WriteAllBytes(Path.Combine(folder, layout.NamesFile), PickleWriter.Dictionary(style, names));
        return binary.Layout with { Other = layout };
    }

    /// <summary>A batch with the entries of the official ones.</summary>
    public static byte[] Batch(CifarLayout layout, CifarFile file, byte[] records, PickleStyle style, int? rows = null)
    {
        int size = records.Length / file.Records;
        byte[] pixels = [.. Enumerable.Range(0, file.Records).SelectMany(i => records[((i * size) + layout.LabelBytes)..((i + 1) * size)])];
        List<long> Labels(int place) => [.. Enumerable.Range(0, file.Records).Select(i => (long)records[(i * size) + place])];
        (string, object?)[] entries =
        [
            ("batch_label", "training batch 1 of 5"),
            (layout.Pickled!.Labels, Labels(layout.LabelBytes - 1)),
            ("data", new ByteArray(pixels, rows ?? file.Records, pixels.Length / (rows ?? file.Records))),
            ("filenames", new List<string>(Enumerable.Range(0, file.Records).Select(i => $"leptodactylus_pentadactylus_s_{i:D6}.png"))),
        ];
        if (layout.Pickled.CoarseLabels is { } coarse) entries = [.. entries, (coarse, Labels(0))];
        return PickleWriter.Dictionary(style, entries);
    }
}
