using System.Globalization;

namespace SpikeDistill.Mpi;

/// <summary>What an <c>mpirun</c> told this process when it started it.</summary>
/// <param name="Rank">Which of the processes it is, from 0.</param>
/// <param name="Size">How many there are.</param>
/// <param name="Kind">Whose mpirun it was.</param>
public sealed record MpiLaunch(int Rank, int Size, MpiKind Kind)
{
    /// <summary>How this process was started; null where that was not by an mpirun that is known.</summary>
    public static MpiLaunch? OfProcess() => Of(Environment.GetEnvironmentVariable);

    /// <summary>The same from other variables.</summary>
    /// <param name="variable">The value of an environment variable; null where it is not set.</param>
    internal static MpiLaunch? Of(Func<string, string?> variable)
        => Read(variable, "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", MpiKind.OpenMpi) ?? Read(variable, "PMI_RANK", "PMI_SIZE", MpiKind.Mpich);

    private static MpiLaunch? Read(Func<string, string?> variable, string rank, string size, MpiKind kind)
        => Number(variable(size)) is > 0 and { } count && Number(variable(rank)) is { } own && own < count ? new MpiLaunch(own, count, kind) : null;

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}

/// <summary>Families of MPI libraries, which differ in what a handle is.</summary>
public enum MpiKind
{
    /// <summary>Open MPI: a handle is the address of a symbol of the library.</summary>
    OpenMpi,

    /// <summary>MPICH and what is made of it, such as Intel MPI and MVAPICH: a handle is a number.</summary>
    Mpich,
}
