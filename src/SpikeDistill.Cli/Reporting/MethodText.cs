using SpikeDistill.Catalogs;
using SpikeDistill.Distillation;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Reporting;

/// <summary>The methods, with what was verified of each.</summary>
internal static class MethodText
{
    /// <summary>A method's summary, source and fidelity in two lines each.</summary>
    public static IEnumerable<string> Lines(Catalog catalog)
        => catalog.Methods.All.SelectMany(method => (string[])[$"  {method.Name}: {method.Summary}", $"      {Provenance(method)}"]);

    /// <summary>Where a method is from and what of it was verified; null for terms of one's own.</summary>
    public static string? Of(string name, Catalog catalog) => catalog.Methods.TryFind(name, out Method? method) ? Provenance(method) : null;

    /// <summary>The same of a run: its method and, where something is to be said of them, its neurons.</summary>
    public static string? Of(ExperimentSettings settings, Catalog catalog)
        => string.Join("; ", new[] { Of(settings.Objective.Method, catalog), NeuronText.Of(settings) }.OfType<string>()) is { Length: > 0 } said ? said : null;

    /// <summary>What a preset stands for, in a few words; what is no preset that ships is shown as it is.</summary>
    public static string Preset(string preset) => preset switch
    {
        MethodPresets.PublicCode => $"{preset}: TSER's terms as public code has them, cross-entropy at temperature 1, divergence times the square of its own",
        MethodPresets.PaperLiteral => $"{preset}: TSER's terms as its Eq. 4-11 print them, all at one temperature",
        _ => preset,
    };

    /// <summary>The same of an objective; null where nothing of it depends on the preset, as nothing does of cross-entropy alone.</summary>
    public static string? Preset(ObjectiveSettings objective)
        => objective.Terms.All(term => term is CrossEntropyTerm) && objective.Preset == MethodPresets.PublicCode ? null : Preset(objective.Preset);

    private static string Provenance(Method method)
        => string.Join("; ", new[] { method.Source, method.Fidelity ?? "nothing is said of its fidelity" }.Where(part => part is not null));
}
