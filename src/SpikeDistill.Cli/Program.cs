namespace SpikeDistill.Cli;

internal static class Program
{
    private static void Main()
    {
    }
}
