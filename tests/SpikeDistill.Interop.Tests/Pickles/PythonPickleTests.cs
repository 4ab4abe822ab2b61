using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using SpikeDistill.Interop.Pickles;
using SpikeDistill.Reference.Pickles;

namespace SpikeDistill.Interop.Tests.Pickles;

/// <summary>Pickles that Python wrote (tests/fixtures/make_pickle_fixture.py), and what Python makes of those that are written here.</summary>
public sealed class PythonPickleTests
{
    public static TheoryData<PickleStyle> Styles => [.. PickleStyle.All];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void What_Python_and_NumPy_wrote_is_read(int protocol)
    {
        PickleDictionary read = Read($"plain-{protocol}");

        PickleArray data = read.Array("data");
        Assert.Equal(("u1", false, false), (data.Type, data.BigEndian, data.FortranOrder));
        Assert.Equal([2, 3072], data.Shape);
        Assert.Equal(Enumerable.Range(0, 2 * 3072).Select(i => (byte)(i * 7)), data.Data.ToArray());
        PickleArray fortran = read.Array("fortran");
        Assert.True(fortran.FortranOrder);
        Assert.Equal([0, 3, 1, 4, 2, 5], fortran.Data.ToArray());
        PickleArray floats = read.Array("floats");
        Assert.Equal(("f4", true), (floats.Type, floats.BigEndian));
        Assert.Equal([0x3f, 0, 0, 0, 0xc0, 0, 0, 0], floats.Data.ToArray());
        Assert.Equal([3, 255, 256, 70000, -1, 1L << 40], read.Integers("labels"));
        Assert.Equal([1, 2, 3, 4], read.Integers("tuple"));
        Assert.Equal(["airplane", "naïve", "猫🐱", "quote'\"\\\n\t"], read.Texts("names"));
        Refused(() => read.Texts("none"), "its 'none' is not a list of texts");
        Refused(() => read.Integers("truth"), "its 'truth' is not a list of whole numbers");
        Refused(() => read.Array("number"), "its 'number' is not a NumPy array");
        Refused(() => read.Array("other"), "it has no 'other'; it has 'bytes', 'data', 'floats', ");
    }

    [Theory]
    [InlineData("call", "posix.system")]
    [InlineData("ordered", "collections.OrderedDict")]
    [InlineData("date", "datetime.date")]
    [InlineData("set", "EMPTY_SET (0x8f)")]
    [InlineData("objects", "elements of type 'O8'")]
    [InlineData("texts", "elements of type 'U2'")]
    [InlineData("records", "elements of type 'V8'")]
    [InlineData("list", "it does not hold a dictionary")]
    [InlineData("numbers-as-keys", "a key is no text")]
    public void What_is_not_plain_data_is_refused_by_name_and_not_run(string name, string told)
    {
        Assert.Contains(told, Assert.Throws<PickleException>(() => Read(name)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists("/tmp/spikedistill-pickle-was-run"));
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void Python_reads_what_the_tests_write_as_it_is_read_here(PickleStyle style)
    {
        byte[] data = [.. Enumerable.Range(0, 600).Select(i => (byte)(i * 11))];
        byte[] pickle = PickleWriter.Dictionary(
            style,
            ("data", new ByteArray(data, 2, 300)),
            ("labels", new List<long> { 0, 9, 300, 70_000 }),
            ("label_names", new List<string> { "a", "it's" }),
            ("batch_label", "testing batch 1 of 1"),
            ("none", null),
            ("truth", true));
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, pickle);
            JsonElement python = Python(path);
            PickleDictionary read = PickleFile.ReadDictionary(pickle, path);

            Assert.Equal(["data", "labels", "label_names", "batch_label", "none", "truth"], python.EnumerateObject().Select(entry => entry.Name));
            JsonElement array = python.GetProperty("data");
            Assert.Equal(read.Array("data").Data.ToArray(), array.GetProperty("data").EnumerateArray().Select(one => one.GetByte()));
            Assert.Equal(read.Array("data").Shape, array.GetProperty("shape").EnumerateArray().Select(one => one.GetInt64()));
            Assert.Equal(("u1", false), (array.GetProperty("type").GetString(), array.GetProperty("fortran").GetBoolean()));
            Assert.Equal(read.Integers("labels"), python.GetProperty("labels").EnumerateArray().Select(one => one.GetInt64()));
            Assert.Equal(read.Texts("label_names"), python.GetProperty("label_names").EnumerateArray().Select(one => one.GetString()));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Refused(Func<object> read, string told)
        => Assert.Contains(told, Assert.Throws<PickleException>(read).Message, StringComparison.Ordinal);

    private static PickleDictionary Read(string name)
    {
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(AppContext.BaseDirectory, "fixtures", "pickles.zip"));
        using Stream content = archive.GetEntry(name + ".pickle")!.Open();
        using MemoryStream copy = new();
        content.CopyTo(copy);
        return PickleFile.ReadDictionary(copy.ToArray(), name);
    }

    private static JsonElement Python(string path)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "fixtures", "check_pickle.py");
        ProcessStartInfo start = new("python3", [script, path]) { UseShellExecute = false, RedirectStandardOutput = true };
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no python3 to compare with.");
        }

        using (process)
        {
            string output = process!.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return JsonElement.Parse(output);
        }
    }
}
