using System.Runtime.InteropServices;
using SpikeDistill.Tensors;

namespace SpikeDistill.Training;

/// <summary>Where a run was computed. Bits are promised for the same version and SIMD level, whatever the number of threads.</summary>
public sealed record RunEnvironment
{
    /// <summary>Version of SpikeDistill.</summary>
    public required string Version { get; init; }

    /// <summary>Version of .NET.</summary>
    public required string Runtime { get; init; }

    /// <summary>Operating system.</summary>
    public required string System { get; init; }

    /// <summary>Processor as it calls itself.</summary>
    public required string Processor { get; init; }

    /// <summary>Widest registers that are used, in bits; 0 without vectors.</summary>
    public required int SimdBits { get; init; }

    /// <summary>Threads that compute.</summary>
    public required int Threads { get; init; }

    /// <summary>How many processes trained together, each on its share of every batch; 1 for one alone.</summary>
    public int Ranks { get; init; } = 1;

    /// <summary>Seed of the run.</summary>
    public required long Seed { get; init; }

    /// <summary>When the run was started, UTC.</summary>
    public required DateTime Started { get; init; }

    /// <summary>This machine and program, now.</summary>
    public static RunEnvironment Describe(Engine engine, long seed) => new()
    {
        Version = ProgramIdentity.Version,
        Runtime = RuntimeInformation.FrameworkDescription,
        System = RuntimeInformation.OSDescription,
        Processor = ProcessorName(),
        SimdBits = Simd.Current == SimdLevel.Scalar ? 0 : 8 * sizeof(float) * (int)Simd.Current,
        Threads = engine.Workers.Count,
        Seed = seed,
        Started = DateTime.UtcNow,
    };

    private static string ProcessorName()
    {
        const string LinuxFile = "/proc/cpuinfo";
        string? name = File.Exists(LinuxFile)
            ? File.ReadLines(LinuxFile).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return name ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
