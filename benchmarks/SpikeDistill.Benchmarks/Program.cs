using SpikeDistill.Benchmarks.Kernels;

namespace SpikeDistill.Benchmarks;

internal static class Program
{
    private static readonly Dictionary<string, (string Summary, Func<string[], int> Run)> Commands = new(StringComparer.Ordinal)
    {
        ["kernels"] = ("convolution kernels against the measured peak of the processor", KernelsCommand.Run),
    };

    private static int Main(string[] arguments)
    {
        if (arguments.Length > 0 && Commands.TryGetValue(arguments[0], out (string Summary, Func<string[], int> Run) command))
        {
            return command.Run(arguments[1..]);
        }

        Console.Error.WriteLine("Usage: SpikeDistill.Benchmarks COMMAND [options]");
        foreach ((string name, (string summary, _)) in Commands) Console.Error.WriteLine($"  {name}  {summary}");
        return 1;
    }
}
