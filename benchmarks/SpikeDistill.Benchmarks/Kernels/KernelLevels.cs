using System.Diagnostics;
using SpikeDistill.Tensors;

namespace SpikeDistill.Benchmarks.Kernels;

/// <summary>Runs the kernels at every SIMD level this processor has, each in a process of its own, because the level is fixed when a process starts.</summary>
internal static class KernelLevels
{
    private const string HereOption = "--this-level", LevelsOption = "--levels", BatchOption = "--batch";

    /// <summary>What switches the levels above one off.</summary>
    private static readonly (SimdLevel Level, string? Variable)[] Levels =
    [
        (SimdLevel.V512, null),
        (SimdLevel.V256, "DOTNET_EnableAVX512"),
        (SimdLevel.V128, "DOTNET_EnableAVX2"),
        (SimdLevel.Scalar, "DOTNET_EnableHWIntrinsic"),
    ];

    /// <summary>Images where there are no vectors: the figure is the same, and the wait is bearable.</summary>
    private const int ScalarBatch = 2;

    public static int Run(string[] arguments)
    {
        if (arguments.Contains(HereOption)) return KernelsCommand.Run([.. arguments.Where(argument => argument != HereOption)]);
        int at = Array.IndexOf(arguments, LevelsOption);
        string? wanted = at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : null;
        if (at >= 0) arguments = [.. arguments[..at], .. arguments[Math.Min(arguments.Length, at + 2)..]];
        _ = KernelsOptions.Parse(arguments);
        foreach ((SimdLevel level, string? variable) in Levels.Where(level => level.Level <= Simd.Current && (wanted is null || Names(level.Level, wanted))))
        {
            string[] batch = level == SimdLevel.Scalar && !arguments.Contains(BatchOption) ? [BatchOption, $"{ScalarBatch}"] : [];
            ProcessStartInfo start = ChildProcess.OfThisProgram(["kernels", .. arguments, .. batch, HereOption]);
            if (variable is not null && level < Simd.Current) start.Environment[variable] = "0";
            ChildProcess.Show(start);
        }

        return 0;
    }

    /// <summary>Levels are given in bits, as in <c>512,256</c>; 0 is the one without vectors.</summary>
    private static bool Names(SimdLevel level, string wanted)
        => wanted.Split(',').Contains(level == SimdLevel.Scalar ? "0" : $"{8 * sizeof(float) * (int)level}");
}
