namespace SpikeDistill.Cli.Tests.Runs;

/// <summary><c>train RUN --extend</c>: a finished run that goes on for more epochs.</summary>
public sealed class ExtendTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_killed_while_it_is_extended_goes_on_to_the_bits_of_one_never_killed()
    {
        string[] command = ResumableRun.Command(_folder, epochs: 2), undisturbed = ResumableRun.Command(_folder, epochs: 2, into: "whole");
        _folder.Succeed(command);
        _folder.Succeed(undisturbed);
        string told = _folder.Succeed("train", "whole", "--extend", "30", "--set", "learning_rate=0.02", "--save-every", "0");
        Assert.Contains(
            "Epochs 3 to 32 are added to whole: learning rate cosine from 0.02 (it had come down to ", told, StringComparison.Ordinal);
        Assert.Contains("Epochs 1 to 2 stay as they were trained.", told, StringComparison.Ordinal);
        Assert.Contains("epoch 32/32", told, StringComparison.Ordinal);

        using (SpikeDistillProcess process = SpikeDistillProcess.Start(
            _folder.Path, "train", "run", "--extend", "30", "--set", "learning_rate=0.02", "--save-every", "0"))
        {
            process.WaitForLine("epoch 5/32");
            process.Kill();
        }

        Assert.Contains("Let it finish first", _folder.Refuse("train", "run", "--extend", "30"), StringComparison.Ordinal);
        Assert.Contains("going on in epoch", _folder.Succeed("train", "run", "--resume", "--threads", "1"), StringComparison.Ordinal);

        ResumableRun.AssertSame(_folder.In("whole"), _folder.In("run"));
        Assert.Contains(
            "extended: epochs 3 to 32 were added once the run had finished, learning rate cosine from 0.02",
            _folder.Succeed("inspect", "run"),
            StringComparison.Ordinal);
        Assert.Contains("- after: 2\n", File.ReadAllText(_folder.In("run/recipe.yaml")), StringComparison.Ordinal);

        // What it was started with is another run now.
        Assert.Contains("'training.epochs' is 32 there and 2 here", _folder.Refuse(command), StringComparison.Ordinal);
        Assert.Contains("nothing is left to train", _folder.Succeed("train", "run", "--resume"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train run", "is a run; go on with it with --resume, or add epochs to it with --extend.")]
    [InlineData("train run --resume --set seed=1", "is a run, which says itself what it is; leave out --set.")]
    [InlineData("train run --resume --out other --init run", "leave out --init, --out.")]
    [InlineData("train run --extend 1 --out other", "leave out --out.")]
    [InlineData("train run --extend 1 --set seed=1", "'seed'")]
    [InlineData("train run --extend 1 --set after=7", "error: --set after: unknown key 'after'")]
    [InlineData("train run --extend 1 --set learning_rate=-1", "'learning_rate' must be a number above 0, not '-1'")]
    [InlineData("train run --extend 1 --set schedule=step", "'training.extensions.0.schedule' is step, which needs 'milestones'")]
    [InlineData("train run --extend 1 --set warmup_epochs=2", "'training.extensions.0.warmup_epochs' must be at most the 1 epochs that are added")]
    [InlineData("train run --extend 0", "--extend must be a whole number of epochs, at least 1, not '0'.")]
    [InlineData("train run --extend 1e9", "--extend must be a whole number of epochs")]
    [InlineData("train run --extend 100000", "'training.epochs' must be")]
    [InlineData("train teacher.yaml --extend 1", "teacher.yaml: is no run folder; --extend adds epochs to a run that has finished.")]
    public void Mistakes_are_one_message_and_leave_the_run_alone(string line, string told)
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Succeed("train", "teacher.yaml", "--out", "run");
        (string, string)[] before = [.. ResumableRun.Content(_folder.In("run"))];

        Assert.Contains(told, _folder.Refuse(line.Split(' ')), StringComparison.Ordinal);
        Assert.Equal(before, ResumableRun.Content(_folder.In("run")));
    }
}
