using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace SpikeDistill.Cli.Tests;

/// <summary>CIFAR-10 as its authors pack it: files of the right sizes and labels, with black images, which take little room.</summary>
internal static class CifarArchive
{
    public const int Record = 1 + (3 * 32 * 32);

    public static void Write(string path)
    {
        using FileStream file = File.Create(path);
        using GZipStream zip = new(file, CompressionLevel.Fastest);
        using TarWriter tar = new(zip, TarEntryFormat.Ustar);
        byte[] content = new byte[10_000 * Record];
        for (int i = 0; i < 10_000; i++)
        {
            content[i * Record] = (byte)(i % 10);
        }

        foreach (string batch in (string[])["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"])
        {
            Add($"{batch}.bin", content);
        }

        Add("batches.meta.txt", Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Range(0, 10))));

        void Add(string leaf, byte[] bytes)
        {
            using MemoryStream data = new(bytes);
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "cifar-10-batches-bin/" + leaf) { DataStream = data });
        }
    }
}
