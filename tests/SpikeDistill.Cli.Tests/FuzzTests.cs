using SpikeDistill.Fuzz;

namespace SpikeDistill.Cli.Tests;

/// <summary>The short form of the fuzzing program; the long one is <c>dotnet run -c Release --project tests/SpikeDistill.Fuzz</c>.</summary>
public sealed class FuzzTests
{
    private const int Inputs = 3000;

    public static TheoryData<string> Readers => [.. FuzzTargets.Names];

    [Theory]
    [MemberData(nameof(Readers))]
    public void Readers_stand_mutated_inputs(string reader)
    {
        using TemporaryFolder failures = new();
        using FuzzTarget target = FuzzTargets.Create(reader);

        FuzzSummary summary = new FuzzRun(target, seed: 20261, failures.Path).Run(first: 0, Inputs);

        Assert.True(summary.Failures.Count == 0, string.Join("\n", summary.Failures.Select(failure => $"input {failure.Index}: {failure.Problem}")));
        Assert.Equal(Inputs, summary.Inputs);
        Assert.InRange(summary.Refused, 1, Inputs - 1);
        Assert.InRange(summary.Read, 1, Inputs - 1);
    }
}
