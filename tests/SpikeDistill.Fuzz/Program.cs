using System.Globalization;

namespace SpikeDistill.Fuzz;

/// <summary>
/// Fuzzes the readers: <c>dotnet run -c Release --project tests/SpikeDistill.Fuzz -- [inputs] [seed] [first] [readers…]</c>.
/// Input number n of a seed is always the same, so a failure is repeated with its number as <c>first</c> and 1 input.
/// </summary>
internal static class Program
{
    private const string Reports = "fuzz-failures";

    private static int Main(string[] arguments)
    {
        int inputs = Number(arguments, 0, 100_000), seed = Number(arguments, 1, 1), first = Number(arguments, 2, 0);
        int failures = 0;
        foreach (string name in arguments.Length > 3 ? arguments[3..] : [.. FuzzTargets.Names])
        {
            using FuzzTarget target = FuzzTargets.Create(name);
            FuzzSummary summary = new FuzzRun(target, seed, Reports).Run(first, inputs);
            Console.WriteLine(summary);
            foreach (FuzzFailure failure in summary.Failures)
            {
                Console.WriteLine($"  input {failure.Index} ({failure.File}): {failure.Problem}");
            }

            failures += summary.Failures.Count;
        }

        return failures == 0 ? 0 : 1;
    }

    private static int Number(string[] arguments, int index, int initial)
        => index < arguments.Length ? int.Parse(arguments[index], CultureInfo.InvariantCulture) : initial;
}
