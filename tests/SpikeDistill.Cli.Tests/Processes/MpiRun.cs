namespace SpikeDistill.Cli.Tests.Processes;

/// <summary>The program under an mpirun of this machine.</summary>
internal static class MpiRun
{
    /// <summary>The mpirun of Open MPI.</summary>
    public static string? OpenMpi { get; } = Find("mpirun.openmpi", "orterun");

    /// <summary>The mpirun of MPICH.</summary>
    public static string? Mpich { get; } = Find("mpirun.mpich", "mpiexec.hydra");

    /// <summary>Either: the first that is there. Skips the test where there is none.</summary>
    public static string Any()
    {
        Assert.SkipWhen(OpenMpi is null && Mpich is null, "There is no mpirun here (openmpi-bin or mpich).");
        return OpenMpi ?? Mpich!;
    }

    /// <summary>Starts ranks of the program.</summary>
    public static SpikeDistillProcess Start(string mpirun, int ranks, string directory, params string[] arguments)
        => StartWith(new Dictionary<string, string>(StringComparer.Ordinal), mpirun, ranks, directory, arguments);

    public static SpikeDistillProcess StartWith(
        IReadOnlyDictionary<string, string> environment, string mpirun, int ranks, string directory, params string[] arguments)
    {
        string[] oversubscribed = mpirun == OpenMpi ? ["--oversubscribe", "--bind-to", "none"] : [];
        return SpikeDistillProcess.StartBehind(Variables(environment), [mpirun, "-n", $"{ranks}", .. oversubscribed], directory, arguments);
    }

    /// <summary>Starts two ranks, the first of which is another build of the program.</summary>
    public static SpikeDistillProcess StartBehindOther(string mpirun, string program, string directory, params string[] arguments)
        => SpikeDistillProcess.StartBehind(
            Variables(new Dictionary<string, string>(StringComparer.Ordinal)),
            [mpirun, "-n", "1", "dotnet", program, .. arguments, ":", "-n", "1"],
            directory,
            arguments);

    private static Dictionary<string, string> Variables(IReadOnlyDictionary<string, string> environment)
        => new(environment, StringComparer.Ordinal)
        {
            // Root may not start Open MPI's without saying so twice.
            ["OMPI_ALLOW_RUN_AS_ROOT"] = "1",
            ["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1",

            // It gives processes a terminal of its own.
            ["TERM"] = "dumb",
        };

    public static (int Code, string Output, string Errors) Run(string mpirun, int ranks, string directory, params string[] arguments)
    {
        using SpikeDistillProcess process = Start(mpirun, ranks, directory, arguments);
        return process.Finish();
    }

    private static string? Find(params string[] names)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
}
