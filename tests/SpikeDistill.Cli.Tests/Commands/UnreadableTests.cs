namespace SpikeDistill.Cli.Tests.Commands;

/// <summary>What may not be read or written: files and folders of another user, as which root would not notice.</summary>
public sealed class UnreadableTests : IDisposable
{
    private const UnixFileMode Reading = UnixFileMode.UserRead | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private const UnixFileMode All = (UnixFileMode)0b111_111_111;

    private static readonly Lazy<bool> AnotherUserStarts = new(() =>
    {
        using TemporaryFolder folder = new();
        Mode(folder, ".", All);
        return SpikeDistillProcess.RunAsNobody(folder.Path, "--version").Code == 0;
    });

    private readonly TemporaryFolder _folder = new();

    public UnreadableTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/setpriv"), "Another user for a test needs setpriv(1) of util-linux.");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Another user for a test needs root.");
        Assert.SkipUnless(AnotherUserStarts.Value, "Another user cannot start the program from where it was built.");
        Mode(_folder, ".", All);
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Succeed("train", "teacher.yaml", "--out", "run");
        Interop.Npy.NpyWriter.Save(_folder.In("images.npy"), [1, 32, 32, 3], new byte[3072]);
        Directory.CreateDirectory(_folder.In("read-only"));
        Mode(_folder, "read-only", Reading);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("teacher.yaml", 2, "train teacher.yaml --out new", "teacher.yaml: cannot be read")]
    [InlineData("images.npy", 2, "predict run --input images.npy --output logits.npy", "images.npy: cannot be read")]
    [InlineData("run/weights.safetensors", 2, "evaluate run", "weights.safetensors: cannot be read")]
    [InlineData("run/weights.safetensors", 2, "import run/weights.safetensors --recipe teacher.yaml --output new", "weights.safetensors: cannot be read")]
    [InlineData("run", 2, "inspect run/weights.safetensors", "no such file")]
    [InlineData(null, 2, "train teacher.yaml --out read-only/new", "read-only/new: the run folder cannot be written")]
    [InlineData(null, 1, "predict run --input images.npy --output read-only/logits.npy", "read-only/logits.npy: cannot be written")]
    [InlineData(null, 1, "import run/weights.safetensors --recipe teacher.yaml --output read-only/new", "read-only/new: cannot be written")]
    [InlineData(null, 1, "data fetch cifar10 --from images.npy --data-dir read-only --no-checksum", "read-only: cannot be written")]
    public void One_message_says_which_file_it_is(string? locked, int code, string line, string told)
    {
        if (locked is not null)
        {
            Mode(_folder, locked, UnixFileMode.None);
        }

        (int actual, string output, string errors) = SpikeDistillProcess.RunAsNobody(_folder.Path, line.Split(' '));

        Assert.True(code == actual, $"exit code {actual}: {errors}");
        Assert.Empty(output);
        Assert.StartsWith("error: ", errors);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Contains(told, errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.In("read-only")));
        Assert.False(Path.Exists(_folder.In("new")));
    }

    [Fact]
    public void A_folder_of_images_that_may_not_be_read_is_not_called_missing()
    {
        Directory.CreateDirectory(_folder.In("cifar-10-batches-bin"));
        Mode(_folder, "cifar-10-batches-bin", UnixFileMode.None);
        (int code, string output, _) = SpikeDistillProcess.RunAsNobody(_folder.Path, "data", "list");
        Assert.Equal(0, code);
        Assert.Contains("it cannot be read", output, StringComparison.Ordinal);
    }

    private static void Mode(TemporaryFolder folder, string name, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.In(name), mode);
        }
    }
}
