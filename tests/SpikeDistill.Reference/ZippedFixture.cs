using System.IO.Compression;

namespace SpikeDistill.Reference;

/// <summary>A Zip archive of tests/fixtures.</summary>
public static class ZippedFixture
{
    /// <summary>Files of PyTorch and what their tensors hold, from make_pytorch_fixture.py.</summary>
    public const string PyTorch = "pytorch";

    /// <summary>The content of a member.</summary>
    public static byte[] Read(string archive, string member)
    {
        using ZipArchive zip = ZipFile.OpenRead(Path.Combine(AppContext.BaseDirectory, "fixtures", archive + ".zip"));
        using Stream content = zip.GetEntry(member)!.Open();
        using MemoryStream copy = new();
        content.CopyTo(copy);
        return copy.ToArray();
    }
}
