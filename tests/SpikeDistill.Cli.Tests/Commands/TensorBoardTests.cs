using SpikeDistill.Interop.TensorBoard;

namespace SpikeDistill.Cli.Tests.Commands;

/// <summary><c>--tensorboard</c>: a file of events beside the measures.</summary>
public sealed class TensorBoardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Epochs_are_written_once_however_often_the_run_is_gone_on_with()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        string events = _folder.In($"run/{ScalarLog.UsualName}");
        Run("train", "teacher.yaml", "--out", "run");
        Assert.False(File.Exists(events));

        Run("train", "teacher.yaml", "--out", "run", "--resume", "--tensorboard");
        Assert.Equal(1, ScalarLog.Open(events).LastStep);
        long length = new FileInfo(events).Length;
        Run("train", "teacher.yaml", "--out", "run", "--resume", "--tensorboard");
        Assert.Equal(length, new FileInfo(events).Length);

        Run("train", "run", "--extend", "2", "--tensorboard");
        Assert.Equal(3, ScalarLog.Open(events).LastStep);
    }

    [Fact]
    public void What_stands_in_the_way_is_told_and_the_run_goes_on()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        Run("train", "teacher.yaml", "--out", "run");
        _folder.Write($"run/{ScalarLog.UsualName}", "precious");

        TestTerminal terminal = Run("train", "run", "--extend", "1", "--tensorboard");

        Assert.Contains("warning: nothing is written for TensorBoard: ", terminal.Output, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(_folder.In($"run/{ScalarLog.UsualName}")));
    }

    private TestTerminal Run(params string[] arguments)
    {
        TestTerminal terminal = new(_folder.Path);
        int code = CommandLine.Run(arguments, terminal.Terminal);
        Assert.True(code == 0, terminal.Errors);
        return terminal;
    }
}
