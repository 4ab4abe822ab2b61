using SpikeDistill.Distillation;

namespace SpikeDistill.Cli.Reporting;

/// <summary>The methods, with what was verified of each.</summary>
internal static class MethodText
{
    /// <summary>A method's summary, source and fidelity in two lines each.</summary>
    public static IEnumerable<string> Lines => ObjectiveMethods.All.SelectMany(method => (string[])[$"  {method.Name}: {method.Summary}", $"      {Provenance(method)}"]);

    /// <summary>Where a method is from and what of it was verified; null for one that is not of the program.</summary>
    public static string? Of(string name) => ObjectiveMethods.All.FirstOrDefault(method => method.Name == name) is { } method ? Provenance(method) : null;

    private static string Provenance(MethodInfo method) => method.Source == "-" ? method.Fidelity : $"{method.Source}; {method.Fidelity}";
}
