namespace SpikeDistill.Mpi.Tests;

public sealed class MpiLaunchTests
{
    [Theory]
    [InlineData("OMPI_COMM_WORLD_RANK=3 OMPI_COMM_WORLD_SIZE=4", 3, 4, MpiKind.OpenMpi)]
    [InlineData("PMI_RANK=0 PMI_SIZE=2", 0, 2, MpiKind.Mpich)]
    [InlineData("OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=2 PMI_RANK=0 PMI_SIZE=1", 1, 2, MpiKind.OpenMpi)]
    public void What_started_a_process_is_read_from_its_environment(string variables, int rank, int size, MpiKind kind)
        => Assert.Equal(new MpiLaunch(rank, size, kind), Of(variables));

    [Theory]
    [InlineData("")]
    [InlineData("OMPI_COMM_WORLD_SIZE=4")]
    [InlineData("PMI_RANK=2 PMI_SIZE=2")]
    [InlineData("PMI_RANK=-1 PMI_SIZE=2")]
    [InlineData("PMI_RANK=one PMI_SIZE=two")]
    public void What_does_not_say_both_is_no_launch(string variables) => Assert.Null(Of(variables));

    [Theory]
    [InlineData("Open MPI v4.1.4, package: Debian OpenMPI", MpiKind.OpenMpi)]
    [InlineData("MPICH Version:\t4.0.2", MpiKind.Mpich)]
    [InlineData("Intel(R) MPI Library 2021.9 for Linux* OS", MpiKind.Mpich)]
    [InlineData("MVAPICH2 Version : 2.3.7", MpiKind.Mpich)]
    [InlineData("Somebody's MPI", null)]
    public void Libraries_are_told_apart_by_what_they_call_themselves(string version, MpiKind? kind) => Assert.Equal(kind, MpiLibrary.KindOf(version));

    private static MpiLaunch? Of(string variables)
    {
        Dictionary<string, string> all = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('='))
            .ToDictionary(one => one[0], one => one[1], StringComparer.Ordinal);
        return MpiLaunch.Of(name => all.GetValueOrDefault(name));
    }
}
