using System.Diagnostics;

namespace SpikeDistill.Cli.Tests.Commands;

/// <summary>Named pipes in place of files, which nobody writes into: a command that opened one would wait for ever.</summary>
public sealed class PipeTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    public PipeTests()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Write("student.yaml", TinyRecipes.Student.Replace("recipe: teacher.yaml", "checkpoint: run", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("recipes")]
    [InlineData("profile --network vgg11 --classes 10 --json")]
    [InlineData("train --help")]
    public void Standard_output_that_is_full_is_named(string line)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "A full device needs /dev/full.");
        using SpikeDistillProcess process = SpikeDistillProcess.StartIn(_folder.Path, "exec > /dev/full", line.Split(' '));

        (int code, _, string errors) = process.Finish();

        Assert.Equal(1, code);
        Assert.StartsWith("error: standard output cannot be written: No space left on device", errors);
    }

    [Theory]
    [InlineData("inspect run", "recipe.yaml", "is a named pipe or a device")]
    [InlineData("inspect run", "metrics.jsonl", "metrics.jsonl: is a pipe or a device, where a file of the run belongs.")]
    [InlineData("inspect run", "checkpoint.safetensors", "it cannot be sought, as pipes cannot")]
    [InlineData("evaluate run", "weights.safetensors", "it cannot be sought, as pipes cannot; expected a file on disk. Copy it to disk first.")]
    [InlineData("evaluate run --split train", "recipe.yaml", "is a named pipe or a device")]
    [InlineData("predict run --input run/weights.safetensors --output out", "weights.safetensors", "it cannot be sought, as pipes cannot")]
    [InlineData("train student.yaml --out student", "weights.safetensors", "it cannot be sought, as pipes cannot")]
    [InlineData("train teacher.yaml --out run --resume", "checkpoint.safetensors", "it cannot be sought, as pipes cannot")]
    [InlineData("train teacher.yaml --out run --resume", "recipe.yaml", "is a named pipe or a device")]
    public void A_run_folder_with_a_pipe_is_refused(string line, string file, string told)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Assert.Equal(0, CommandLine.Run(["train", "teacher.yaml", "--out", "run"], new TestTerminal(_folder.Path).Terminal));
        MakePipe($"run/{file}");
        TestTerminal terminal = new(_folder.Path);

        int code = Within(() => CommandLine.Run(line.Split(' '), terminal.Terminal));

        Assert.True(code == 2, terminal.Errors);
        Assert.Contains(told, terminal.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipe_and_an_environment_that_are_pipes_do_not_stop_a_command()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Assert.Equal(0, CommandLine.Run(["train", "teacher.yaml", "--out", "run"], new TestTerminal(_folder.Path).Terminal));
        MakePipe("run/environment.json");
        Assert.Equal(0, Within(() => CommandLine.Run(["inspect", "run"], new TestTerminal(_folder.Path).Terminal)));

        MakePipe("teacher.yaml");
        TestTerminal terminal = new(_folder.Path);
        Assert.Equal(2, Within(() => CommandLine.Run(["train", "teacher.yaml", "--out", "other"], terminal.Terminal)));
        Assert.Contains("Copy it to disk first.", terminal.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("export run --to onnx --output pipe --force")]
    [InlineData("predict run --input images.npy --output pipe --force")]
    [InlineData("convert run --output pipe --force")]
    public void A_pipe_is_not_replaced_by_a_file(string line)
    {
        MakePipe("pipe");
        Interop.Npy.NpyWriter.Save(_folder.In("images.npy"), [1, 32, 32, 3], new byte[3072]);
        TestTerminal terminal = new(_folder.Path);
        Assert.Equal(2, Within(() => CommandLine.Run(line.Split(' '), terminal.Terminal)));
        Assert.Contains("is a named pipe, a device or a socket, which is not replaced", terminal.Errors, StringComparison.Ordinal);
        Assert.True(Interop.DiskFile.IsSpecial(_folder.In("pipe")));
    }

    private static int Within(Func<int> command)
    {
        Task<int> run = Task.Run(command);
        Assert.True(run.Wait(Long), "the command waits for the pipe");
        return run.Result;
    }

    private void MakePipe(string name)
    {
        File.Delete(_folder.In(name));
        using Process made = Process.Start("mkfifo", _folder.In(name));
        made.WaitForExit();
    }
}
