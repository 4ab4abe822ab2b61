namespace SpikeDistill.Data.Tests.Cifar;

/// <summary>A folder with small files in CIFAR's format: 100 records a file, pixels from their place.</summary>
internal sealed class CifarFolder : IDisposable
{
    private const int Records = 100;

    public CifarFolder(CifarLayout official)
    {
        Root = Directory.CreateTempSubdirectory("spikedistill-").FullName;
        Folder = Directory.CreateDirectory(Path.Combine(Root, official.Folder)).FullName;
        CifarFile[] files = [.. official.Files.Select((file, number) => Write(official, file.Name, number))];
        Layout = official with { Train = files[..official.Train.Count], Test = files[official.Train.Count..] };
    }

    public string Root { get; }

    public string Folder { get; }

    public CifarLayout Layout { get; }

    public static byte Label(int number, int record, int classes) => (byte)(((7 * number) + record) % classes);

    public static byte Pixel(int number, int record, int channel, int y, int x) => (byte)((50 * number) + (3 * record) + (80 * channel) + (5 * y) + x);

    public string PathOf(string name) => Path.Combine(Folder, name);

    public void Change(string name, Func<byte[], byte[]> change) => File.WriteAllBytes(PathOf(name), change(File.ReadAllBytes(PathOf(name))));

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private CifarFile Write(CifarLayout official, string name, int number)
    {
        byte[] bytes = new byte[Records * official.RecordBytes];
        for (int record = 0, at = 0; record < Records; record++)
        {
            if (official.LabelBytes == 2) bytes[at++] = Label(number, record, official.CoarseClasses);
            bytes[at++] = Label(number, record, official.Classes);
            for (int i = 0; i < 3072; i++) bytes[at++] = Pixel(number, record, i / 1024, i / 32 % 32, i % 32);
        }

        File.WriteAllBytes(PathOf(name), bytes);
        return new CifarFile(name, Records);
    }
}
