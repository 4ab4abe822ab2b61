using SpikeDistill.Data.Tests.Fetching;
using SpikeDistill.Interop.Npy;

namespace SpikeDistill.Cli.Tests.Commands;

/// <summary>Ctrl-C where no run is trained.</summary>
public sealed class InterruptionTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_signal_before_any_work_ends_the_command_with_a_word_and_the_code_of_one_that_was_interrupted()
    {
        // When the program begins to listen depends on the machine; it begins before most of a command is done.
        Assert.Contains(Enumerable.Range(1, 12), time =>
        {
            using SpikeDistillProcess process = SpikeDistillProcess.Start(_folder.Path, "recipes");
            Thread.Sleep(TimeSpan.FromMilliseconds(30 * time));
            process.Interrupt();
            (int code, _, string errors) = process.Finish();
            return (code, errors) == (130, "Interrupted.\n");
        });
    }

    [Fact]
    public void A_download_is_kept_and_gone_on_with()
    {
        CifarArchive.Write(_folder.In("packed.tar.gz"));
        byte[] archive = File.ReadAllBytes(_folder.In("packed.tar.gz"));
        int first = archive.Length / 2;
        using LoopbackServer server = new(
            (request, number) => LoopbackServer.File(request, archive) with { CutAfter = number == 1 ? first : -1, Silent = number == 1 });
        string[] command = ["data", "fetch", "cifar10", "--data-dir", "data", "--no-checksum", "--from", server.Address];
        string part = _folder.In("data/cifar-10-binary.tar.gz.part");
        using (SpikeDistillProcess process = SpikeDistillProcess.Start(_folder.Path, command))
        {
            process.WaitForTold("downloading cifar10: ");
            Assert.True(SpinWait.SpinUntil(() => new FileInfo(part) is { Exists: true } file && file.Length == first, Patience));
            process.Interrupt();
            (int code, _, string errors) = process.Finish();

            Assert.Equal(130, code);
            Assert.EndsWith("\nInterrupted. What was downloaded is kept; the same command goes on from there.\n", errors);
        }

        Assert.Equal(archive[..first], File.ReadAllBytes(part));
        Assert.False(Directory.Exists(_folder.In("data/cifar-10-batches-bin")));

        (int again, string output, string told) = SpikeDistillProcess.Run(_folder.Path, command);

        Assert.True(again == 0, told);
        Assert.Contains("cifar10 is ready", output, StringComparison.Ordinal);
        Assert.Equal($"bytes={first}-", server.Requests.Last().Headers["Range"]);
        Assert.Equal(["cifar-10-batches-bin"], Directory.EnumerateFileSystemEntries(_folder.In("data")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_prediction_leaves_what_was_there()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        (int trained, _, string failure) = SpikeDistillProcess.Run(_folder.Path, "train", "teacher.yaml", "--out", "run");
        Assert.True(trained == 0, failure);
        const int Images = 20_000;
        NpyWriter.Save(_folder.In("images.npy"), [Images, 32, 32, 3], new byte[Images * 3072]);
        _folder.Write("logits.npy", "precious");
        using SpikeDistillProcess process = SpikeDistillProcess.Start(
            _folder.Path, "predict", "run", "--input", "images.npy", "--output", "logits.npy", "--force", "--batch-size", "1");

        process.WaitForTold("predicting: ");
        process.Interrupt();
        (int code, string output, string errors) = process.Finish();

        Assert.Equal(130, code);
        Assert.EndsWith("\nInterrupted. Nothing was written to logits.npy.\n", errors);
        Assert.DoesNotContain("20,000 images, normalized", output, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(_folder.In("logits.npy")));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.tmp"));
    }
}
