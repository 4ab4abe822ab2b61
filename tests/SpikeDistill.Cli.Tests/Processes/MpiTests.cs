using SpikeDistill.Cli.Tests.Runs;

namespace SpikeDistill.Cli.Tests.Processes;

/// <summary>One run on several processes that an mpirun starts.</summary>
public sealed class MpiTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public MpiTests()
    {
        _folder.Write("teacher.yaml", Cut(TinyRecipes.Teacher));
        _folder.Write("student.yaml", Cut(TinyRecipes.Student));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Two_processes_train_a_teacher_and_its_student_to_the_bits_of_one_process()
    {
        string mpirun = MpiRun.Any();
        string[] command = ["train", "student.yaml", "--out"];
        (int code, string output, string errors) = MpiRun.Run(mpirun, 2, _folder.Path, [.. command, "two"]);
        Assert.True(code == 0, output + errors);
        Assert.Equal(1, output.Split('\n').Count(line => line.StartsWith("epoch 2/2", StringComparison.Ordinal)));
        Directory.Move(_folder.In("runs"), _folder.In("runs-of-two"));
        Assert.Equal(0, SpikeDistillProcess.Run(_folder.Path, [.. command, "one"]).Code);

        Assert.Contains("\"ranks\": 2", File.ReadAllText(_folder.In("two/environment.json")), StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.In("two/report.html")));
        ResumableRun.AssertSame(_folder.In("one"), _folder.In("two"));
    }

    [Fact]
    public void Four_processes_of_Open_Mpi_and_two_of_Mpich_give_the_same_bits()
    {
        Assert.SkipWhen(MpiRun.OpenMpi is null || MpiRun.Mpich is null, "openmpi-bin and mpich are not both here.");
        foreach ((string mpirun, int count) in new[] { (MpiRun.OpenMpi, 4), (MpiRun.Mpich, 2) })
        {
            (int code, string output, string errors) = MpiRun.Run(mpirun, count, _folder.Path, "train", "teacher.yaml", "--out", Path.GetFileName(mpirun));
            Assert.True(code == 0, output + errors);
        }

        Assert.Equal(
            File.ReadAllBytes(_folder.In($"{Path.GetFileName(MpiRun.OpenMpi)}/weights.safetensors")),
            File.ReadAllBytes(_folder.In($"{Path.GetFileName(MpiRun.Mpich)}/weights.safetensors")));
    }

    [Fact]
    public void Another_build_on_a_rank_is_refused_before_anything_starts()
    {
        using SpikeDistillProcess process = MpiRun.StartBehindOther(MpiRun.Any(), OtherBuild.In(_folder), _folder.Path, "train", "teacher.yaml");
        (int code, string output, string errors) = process.Finish();

        Assert.Equal(2, code);
        string told = Assert.Single((output + errors).Split('\n'), line => line.Contains("error: ", StringComparison.Ordinal));
        Assert.Contains("The ranks have different versions of SpikeDistill: rank 0 ", told, StringComparison.Ordinal);
        Assert.EndsWith("Install the same on all machines.", told.TrimEnd(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("runs")));
    }

    [Theory]
    [InlineData("evaluate two", "'evaluate' runs in one process, and mpirun started 2")]
    [InlineData("train none.yaml", "none.yaml")]
    [InlineData("train teacher.yaml --set training.batch_size=1", "has no image for each of 4 shards ('training.shards'); use at most 1")]
    [InlineData("train teacher.yaml --set training.shards=1", "'training.shards' is 1, which 2 ranks cannot share evenly; start 1,")]
    [InlineData(
        "train teacher.yaml --set training.drop_last=false --set training.batch_size=21 --set training.shards=2",
        "The last batch of an epoch has 1 of the 64 images")]
    public void What_cannot_be_is_told_once_and_starts_nothing(string command, string expected)
    {
        (int code, string output, string errors) = MpiRun.Run(MpiRun.Any(), 2, _folder.Path, command.Split(' '));

        Assert.Equal(2, code);
        string told = Assert.Single((output + errors).Split('\n'), line => line.Contains("error: ", StringComparison.Ordinal));
        Assert.Contains(expected, told, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("runs")));
    }

    [Theory]
    [InlineData("/nowhere/libmpi.so", "No MPI library is found (looked for /nowhere/libmpi.so). Install")]
    [InlineData("libc.so.6", "libc.so.6: is no MPI library")]
    [InlineData("libmpich.so.12", "mpirun started 2 processes, but MPICH Version:")]
    public void Libraries_that_do_not_fit_are_refused(string library, string expected)
    {
        bool mpich = library.Contains("mpich", StringComparison.Ordinal);
        Assert.SkipWhen(MpiRun.OpenMpi is null || (mpich && MpiRun.Mpich is null), "openmpi-bin or mpich is not here.");
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["SPIKEDISTILL_MPI"] = library };
        using SpikeDistillProcess process = MpiRun.StartWith(environment, MpiRun.OpenMpi, 2, _folder.Path, "train", "teacher.yaml");
        (int code, string output, string errors) = process.Finish();

        Assert.Equal(2, code);
        Assert.Contains("error: " + expected, output + errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_is_to_join_others_and_is_alone_says_so()
    {
        MpiRun.Any();
        Assert.StartsWith(
            "--mpi: no launcher of MPI has started this process together with others, so it trains alone;",
            SpikeDistillProcess.Run(_folder.Path, "train", "none.yaml", "--mpi").Errors,
            StringComparison.Ordinal);
    }

    private static string Cut(string recipe) => recipe.Replace("batch_size: 16", "batch_size: 16, shards: 4", StringComparison.Ordinal);
}
