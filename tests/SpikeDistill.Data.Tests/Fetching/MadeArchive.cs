using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using SpikeDistill.Data.Tests.Cifar;

namespace SpikeDistill.Data.Tests.Fetching;

/// <summary>A small archive laid out as CIFAR's, a folder to fetch it into, and what is expected of it.</summary>
internal sealed class MadeArchive : IDisposable
{
    private readonly CifarFolder _files;

    public MadeArchive(CifarLayout? official = null)
    {
        _files = new CifarFolder(official ?? Cifar10.Layout);
        File.WriteAllLines(_files.PathOf(Layout.NamesFile), Enumerable.Range(0, Layout.Classes).Select(i => $"name {i}"));
        if (Layout.CoarseNamesFile is { } coarse)
        {
            File.WriteAllLines(_files.PathOf(coarse), Enumerable.Range(0, Layout.CoarseClasses).Select(i => $"group {i}"));
        }

        Content = Pack(AddFiles);
        Root = Directory.CreateTempSubdirectory("spikedistill-fetch-").FullName;
    }

    public CifarLayout Layout => _files.Layout;

    public byte[] Content { get; }

    /// <summary>The folder with data sets.</summary>
    public string Root { get; }

    public string Target => Path.Combine(Root, Layout.Folder);

    public string Part => Path.Combine(Root, Layout.Archive + ".part");

    /// <summary>A tar.gz, not compressed, so that its length is about that of its files.</summary>
    public static byte[] Pack(Action<TarWriter> fill, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using MemoryStream bytes = new();
        using (GZipStream zip = new(bytes, level, leaveOpen: true))
        using (TarWriter tar = new(zip, TarEntryFormat.Ustar))
        {
            fill(tar);
        }

        return bytes.ToArray();
    }

    public static string Md5(byte[] content) => Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, content));

    public static void Add(TarWriter tar, string name, byte[] content)
    {
        using MemoryStream data = new(content);
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = data });
    }

    /// <summary>The folder, its files and a readme, as in the official archives.</summary>
    public void AddFiles(TarWriter tar)
    {
        tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, Layout.Folder + "/"));
        foreach (string file in Directory.GetFiles(_files.Folder)) Add(tar, $"{Layout.Folder}/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        Add(tar, Layout.Folder + "/readme.html", new byte[87]);
    }

    public DataArchive Expected(string address = "http://127.0.0.1:9/") => new("made", Layout, new Uri(address + Layout.Archive), Md5(Content));

    public FetchResult Fetch(
        string address = "http://127.0.0.1:9/", FetchOptions? options = null, Action<FetchProgress>? progress = null, CancellationToken token = default)
    {
        FetchOptions complete = (options ?? new FetchOptions()) with { Directory = Root, FirstPause = TimeSpan.FromMilliseconds(1) };
        return new Fetch(Expected(address), complete, progress ?? (_ => { }), token).RunAsync().GetAwaiter().GetResult();
    }

    /// <summary>Fetches from a file that holds these bytes, whatever their sum.</summary>
    public FetchResult Unpack(byte[] content)
    {
        string file = Path.Combine(_files.Root, "given.tar.gz");
        File.WriteAllBytes(file, content);
        return Fetch(options: new FetchOptions { From = file, VerifyChecksum = false });
    }

    /// <summary>Asserts that the data set is in place, whole, and nothing else is left over.</summary>
    public void AssertInPlace()
    {
        Assert.Equal([Target], Directory.GetFileSystemEntries(Root));
        string[] expected =
        [
            .. Layout.Files.Select(file => file.Name), Layout.NamesFile, .. Layout.CoarseNamesFile is { } coarse ? (string[])[coarse] : [], FileSum.ListName,
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), Directory.GetFiles(Target).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(Layout.Files, file => Assert.Equal(File.ReadAllBytes(_files.PathOf(file.Name)), File.ReadAllBytes(Path.Combine(Target, file.Name))));
    }

    public void Dispose()
    {
        _files.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
