using SpikeDistill.Data.Tests.Cifar;
using SpikeDistill.Reference.Pickles;

namespace SpikeDistill.Data.Tests.Fetching;

/// <summary>Folders that are here already, and archives of the form for Python.</summary>
public sealed class LocalSourceTests : IDisposable
{
    private readonly CifarFolder _files = new(Cifar10.Layout);
    private readonly CifarLayout _layout;
    private readonly byte[] _python;
    private readonly string _root = Directory.CreateTempSubdirectory("spikedistill-fetch-").FullName;

    public LocalSourceTests()
    {
        _layout = PickledCifar.Write(_files, PickleStyle.OfCifar);
        _python = MadeArchive.Pack(tar =>
        {
            foreach (string file in Directory.GetFiles(Pickled))
            {
                MadeArchive.Add(tar, $"cifar-10-batches-py/{Path.GetFileName(file)}", File.ReadAllBytes(file));
            }

            MadeArchive.Add(tar, "cifar-10-batches-py/readme.html", new byte[87]);
        });
    }

    private string Pickled => Path.Combine(_files.Root, "cifar-10-batches-py");

    public void Dispose()
    {
        _files.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Theory]
    [InlineData("cifar-10-batches-bin", "cifar-10-batches-bin")]
    [InlineData("cifar-10-batches-py", "cifar-10-batches-py")]
    [InlineData("", "cifar-10-batches-bin")]
    public void A_folder_is_copied_with_sums_and_left_as_it_was(string named, string form)
    {
        List<FetchPhase> phases = [];
        FetchResult result = Fetch(new FetchOptions { From = Path.Combine(_files.Root, named) }, step => phases.Add(step.Phase));

        Assert.Equal((Path.Combine(_root, form), false), (result.Folder, result.AlreadyThere));
        Assert.Equal([FetchPhase.Copy], phases.Distinct());
        IEnumerable<string?> copied = Directory.GetFiles(Path.Combine(_files.Root, form)).Select(Path.GetFileName).Append(FileSum.ListName);
        Assert.Equal(copied.Order(StringComparer.Ordinal), Directory.GetFiles(result.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal([result.Folder], Directory.GetFileSystemEntries(_root));
        Assert.True(Fetch(new FetchOptions()).AlreadyThere);
        Assert.All(Directory.GetFiles(Path.Combine(_files.Root, form)), File.Delete);
        Assert.Equal(500, new CifarReader(_layout, [_layout]).Open(_root, Cifar10.Normalization).Train.Count);
    }

    [Fact]
    public void A_folder_without_class_names_is_copied_too()
    {
        File.Delete(Path.Combine(Pickled, "batches.meta"));
        FetchResult result = Fetch(new FetchOptions { From = Pickled });
        Assert.Equal("class 9", new CifarReader(_layout, [_layout]).Open(_root, Cifar10.Normalization).Train.ClassNames[9]);
        Assert.Equal(Path.Combine(_root, "cifar-10-batches-py"), result.Folder);
    }

    [Fact]
    public void A_damaged_folder_is_refused_and_nothing_changes()
    {
        File.Delete(Path.Combine(Pickled, "data_batch_4"));
        Assert.Contains("it cannot be copied: data_batch_4 is missing", Refusal(Pickled), StringComparison.Ordinal);
        File.WriteAllBytes(_files.PathOf("test_batch.bin"), [.. Enumerable.Repeat((byte)77, 100 * 3073)]);
        Assert.Contains("it cannot be copied: test_batch.bin: record 0, byte 0, has the label 77", Refusal(_files.Folder), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public void An_archive_for_Python_is_taken_under_any_name_and_with_its_own_sum()
    {
        string file = Path.Combine(_files.Root, "mine.tar.gz");
        File.WriteAllBytes(file, _python);

        FetchResult result = Fetch(new FetchOptions { From = file });

        Assert.Equal(Path.Combine(_root, "cifar-10-batches-py"), result.Folder);
        Assert.Equal(100, new CifarReader(_layout, [_layout]).Open(_root, Cifar10.Normalization).Test.Count);
    }

    [Fact]
    public void One_that_lies_in_the_folder_is_taken_without_being_named()
    {
        File.WriteAllBytes(Path.Combine(_root, "cifar-10-python.tar.gz"), _python);
        Assert.Equal(Path.Combine(_root, "cifar-10-batches-py"), Fetch(new FetchOptions()).Folder);
        string above = Directory.CreateDirectory(Path.Combine(_files.Root, "above")).FullName;
        File.Move(Path.Combine(_root, "cifar-10-python.tar.gz"), Path.Combine(above, "cifar-10-python.tar.gz"));
        Directory.Delete(Path.Combine(_root, "cifar-10-batches-py"), recursive: true);
        Assert.False(Fetch(new FetchOptions { From = above }).AlreadyThere);
    }

    [Fact]
    public void A_mirrors_address_tells_the_form_by_its_name()
    {
        using LoopbackServer server = new((request, _) => LoopbackServer.File(request, _python));
        Assert.Equal(Path.Combine(_root, "cifar-10-batches-py"), Fetch(new FetchOptions { From = server.Address + "cifar-10-python.tar.gz" }).Folder);
        Assert.Equal(["cifar-10-batches-py"], Directory.GetFileSystemEntries(_root).Select(Path.GetFileName));
    }

    private FetchResult Fetch(FetchOptions options, Action<FetchProgress>? progress = null)
    {
        Uri nowhere = new("http://127.0.0.1:9/");
        DataArchive archive = new("made", _layout, nowhere, "no sum") { Other = new DataArchive("made", _layout.Other!, nowhere, MadeArchive.Md5(_python)) };
        return new Fetch(archive, options with { Directory = _root }, progress ?? (_ => { }), CancellationToken.None).RunAsync().GetAwaiter().GetResult();
    }

    private string Refusal(string from) => Assert.Throws<DataSetException>(() => Fetch(new FetchOptions { From = from })).Message;
}
