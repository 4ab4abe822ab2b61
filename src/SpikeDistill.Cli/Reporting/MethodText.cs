using SpikeDistill.Catalogs;
using SpikeDistill.Distillation;

namespace SpikeDistill.Cli.Reporting;

/// <summary>The methods, with what was verified of each.</summary>
internal static class MethodText
{
    /// <summary>A method's summary, source and fidelity in two lines each.</summary>
    public static IEnumerable<string> Lines(Catalog catalog)
        => catalog.Methods.All.SelectMany(method => (string[])[$"  {method.Name}: {method.Summary}", $"      {Provenance(method)}"]);

    /// <summary>Where a method is from and what of it was verified; null for terms of one's own.</summary>
    public static string? Of(string name, Catalog catalog) => catalog.Methods.TryFind(name, out Method? method) ? Provenance(method) : null;

    private static string Provenance(Method method)
        => string.Join("; ", new[] { method.Source, method.Fidelity ?? "nothing is said of its fidelity" }.Where(part => part is not null));
}
