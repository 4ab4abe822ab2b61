using SpikeDistill.Benchmarks.Data;
using SpikeDistill.Benchmarks.Inference;
using SpikeDistill.Benchmarks.Kernels;
using SpikeDistill.Benchmarks.Memory;
using SpikeDistill.Benchmarks.Pages;
using SpikeDistill.Benchmarks.Peers;
using SpikeDistill.Benchmarks.Steps;

namespace SpikeDistill.Benchmarks;

internal static class Program
{
    private static readonly Dictionary<string, (string Summary, Func<string[], int> Run)> Commands = new(StringComparer.Ordinal)
    {
        ["kernels"] = ("convolution kernels against the measured peak of the processor", KernelLevels.Run),
        ["steps"] = ("whole training steps and inferences against the measured peak", StepsCommand.Run),
        ["against-pytorch"] = ("the same steps in PyTorch, in turn with ours, and the ratios", PeerCommand.Run),
        ["inference"] = ("exported students against ONNX Runtime and the float path", InferenceCommand.Run),
        ["student-accuracy"] = ("what eight bits and early exits cost a student", StudentAccuracy.Run),
        ["memory"] = ("the memory that a run promises against the most that its process holds", MemoryCommand.Run),
        ["data"] = ("images a second that one core augments", DataCommand.Run),
        ["pages"] = ("time of a list of many runs, and of a report", PagesCommand.Run),
        ["embedding"] = ("time and divergence of a map of points by t-SNE", EmbeddingCommand.Run),
    };

    private static int Main(string[] arguments)
    {
        if (arguments.Length > 0 && Commands.TryGetValue(arguments[0], out (string Summary, Func<string[], int> Run) command))
        {
            try
            {
                return command.Run(arguments[1..]);
            }
            catch (Exception failure) when (failure is ArgumentException or BenchmarkException)
            {
                Console.Error.WriteLine(failure.Message);
                return 1;
            }
        }

        Console.Error.WriteLine("Usage: SpikeDistill.Benchmarks COMMAND [options]");
        foreach ((string name, (string summary, _)) in Commands) Console.Error.WriteLine($"  {name}  {summary}");
        return 1;
    }
}
