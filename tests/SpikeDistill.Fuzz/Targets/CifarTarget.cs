using System.Text;
using SpikeDistill.Data;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>The reader of CIFAR's binary files, on sets of a few records: each input takes the place of one file.</summary>
internal sealed class CifarTarget : FuzzTarget
{
    private readonly string _root = MakeFolder();
    private readonly (CifarLayout Layout, string File)[] _places;
    private readonly CifarLayout[] _layouts;
    private readonly byte[] _pixels = new byte[CifarLayout.Image.Size];
    private int _damaged = -1;

    public CifarTarget()
    {
        CifarLayout ten = Cifar10.Layout with { Train = [new("data_batch_1.bin", 10), new("data_batch_2.bin", 10)], Test = [new("test_batch.bin", 10)] };
        CifarLayout hundred = Cifar100.Layout with { Classes = 10, CoarseClasses = 5, Train = [new("train.bin", 20)], Test = [new("test.bin", 10)] };
        _layouts = [ten, hundred];
        _places = [.. _layouts.SelectMany(layout => layout.Files.Select(file => file.Name).Append(layout.NamesFile).Select(file => (layout, file)))];
        Seeds = [.. _places.Select(place => Content(place.Layout, place.File))];
        for (int i = 0; i < _places.Length; i++)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(i))!);
            File.WriteAllBytes(PathOf(i), Seeds[i]);
        }
    }

    public override string Name => "cifar";

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override void Read(byte[] input, int seed)
    {
        if (_damaged >= 0)
        {
            File.WriteAllBytes(PathOf(_damaged), Seeds[_damaged]);
        }

        _damaged = seed;
        File.WriteAllBytes(PathOf(seed), input);
        ImageData data = new CifarReader(_places[seed].Layout, _layouts).Open(_root, Cifar10.Normalization);
        foreach (IImageDataSet part in (IImageDataSet[])[data.Train, data.Test])
        {
            for (int i = 0; i < part.Count; i++)
            {
                part.CopyPixels(i, _pixels);
                _ = part.ClassNames[part.Label(i)];
            }
        }
    }

    public override bool IsDocumented(Exception failure) => failure is DataSetException;

    // The other files of the set are read too: 30 records, once as a file and once as images.
    public override long AllowedBytes(int length) => (512 << 10) + (16L * length);

    public override byte[] Repair(byte[] mutated, int seed, Random random)
    {
        CifarLayout layout = _places[seed].Layout;
        if (random.Next(2) == 0 || mutated.Length < layout.RecordBytes || Seeds[seed].Length < layout.RecordBytes)
        {
            return mutated;
        }

        // Whole records of the right number, with another label here and there: what random edits hardly hit.
        byte[] repaired = new byte[Seeds[seed].Length];
        mutated.AsSpan(0, Math.Min(mutated.Length, repaired.Length)).CopyTo(repaired);
        repaired[random.Next(repaired.Length / layout.RecordBytes) * layout.RecordBytes] = (byte)random.Next(random.Next(2) == 0 ? 256 : layout.Classes);
        return repaired;
    }

    public override void Dispose() => Directory.Delete(_root, recursive: true);

    private static byte[] Content(CifarLayout layout, string file)
    {
        if (layout.Files.FirstOrDefault(one => one.Name == file) is not { } images)
        {
            return Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, layout.Classes).Select(i => $"name{i}\n")));
        }

        byte[] bytes = new byte[images.Records * layout.RecordBytes];
        for (int i = 0; i < bytes.Length; i++)
        {
            int record = i / layout.RecordBytes, place = i % layout.RecordBytes;
            bytes[i] = place >= layout.LabelBytes ? (byte)(i * 31) : (byte)(record % (place == layout.LabelBytes - 1 ? layout.Classes : layout.CoarseClasses));
        }

        return bytes;
    }

    private string PathOf(int place) => Path.Combine(_root, _places[place].Layout.Folder, _places[place].File);
}
