using System.IO.Compression;
using SpikeDistill.Interop.Npy;

namespace SpikeDistill.Interop.Tests.Npy;

/// <summary>Arrays that NumPy wrote, see tests/fixtures/make_npy_fixture.py.</summary>
internal static class NumPyFixture
{
    public static byte[] Bytes(string name)
    {
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(AppContext.BaseDirectory, "fixtures", "npy.zip"));
        using Stream content = archive.GetEntry(name + ".npy")!.Open();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }

    public static NpyFile Open(string name) => NpyFile.Open(new MemoryStream(Bytes(name)), name + ".npy");
}
