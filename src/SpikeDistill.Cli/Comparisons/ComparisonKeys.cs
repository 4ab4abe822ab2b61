using SpikeDistill.Options;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>A comparison's file, before its runs are made of it.</summary>
internal sealed record ComparisonKeys
{
    /// <summary>Letters of a variant's name at most; a run's name adds its seed.</summary>
    public const int LongestName = 56;

    /// <summary>The key of a variant that names a recipe to take in place of the base.</summary>
    public const string VariantRecipe = "recipe";

    private static readonly Section<ComparisonKeys> Section = new Section<ComparisonKeys>(() => new ComparisonKeys())
        .Key("name", Kinds.FolderName, s => s.Name, (s, v) => s with { Name = v })
        .Key("base", new AnyKind(), s => s.Base, (s, v) => s with { Base = v })
        .Key("seeds", Kinds.List("a list such as [0, 1, 2]", Kinds.Seed), s => s.Seeds, (s, v) => s with { Seeds = v })
        .Key("variants", new AnyKind(), s => s.Variants, (s, v) => s with { Variants = v })
        .Key("grid", new AnyKind(), s => s.Grid, (s, v) => s with { Grid = v })
        .Key("baseline", Kinds.Text, s => s.Baseline, (s, v) => s with { Baseline = v })
        .Key("contrasts", new AnyKind(), s => s.Contrasts, (s, v) => s with { Contrasts = v })
        .Key("teacher_per_seed", Kinds.Flag, s => s.TeacherPerSeed, (s, v) => s with { TeacherPerSeed = v });

    public string Name { get; init; } = "";

    public RecipeNode? Base { get; init; }

    public IReadOnlyList<long> Seeds { get; init; } = [0];

    public RecipeNode? Variants { get; init; }

    public RecipeNode? Grid { get; init; }

    public string Baseline { get; init; } = "";

    public RecipeNode? Contrasts { get; init; }

    public bool TeacherPerSeed { get; init; }

    private bool EveryVariantHasARecipe
        => Variants is MapNode { Entries.Count: > 0 } map && map.Entries.TrueForAll(entry => (entry.Value as MapNode)?[VariantRecipe] is not null);

    public static ComparisonKeys Read(MapNode root)
    {
        ComparisonKeys keys = Section.Read(root, "");
        if (keys.Base is null && !keys.EveryVariantHasARecipe)
        {
            throw root.Error("a comparison needs 'base': a recipe's keys, or the name of a recipe file (or a 'recipe' in every variant). "
                    + "'spikedistill compare --help' shows an example.");
        }

        if (keys.Variants is null == keys.Grid is null)
        {
            throw root.Error(
                "a comparison needs either 'variants' (a name for each, with the recipe keys it changes) or 'grid' (recipe keys with the values to combine).");
        }

        return keys.Seeds.Count == 0 || keys.Seeds.Distinct().Count() < keys.Seeds.Count
            ? throw root["seeds"]!.Error("'seeds' must name at least one seed, and each only once.")
            : keys;
    }

    /// <summary>Whether a value given with --set belongs to the comparison and not to its base recipe.</summary>
    public static bool Owns(string assignment)
        => FirstKey(assignment) is "name" or "base" or "seeds" or "variants" or "grid" or "baseline" or "contrasts" or "teacher_per_seed";

    /// <summary>Whether a value given with --set changes how runs are trained, and not only which there are or what they are called.</summary>
    public static bool ChangesSettings(string assignment) => FirstKey(assignment) is not ("name" or "seeds" or "baseline" or "contrasts");

    private static string FirstKey(string assignment) => assignment.Split('=', '.')[0].Trim();

    private sealed class AnyKind : Kind<RecipeNode?>
    {
        public override string Expected => "anything";

        internal override RecipeNode? Read(RecipeNode node, string path) => node;

        internal override RecipeNode? Write(RecipeNode? value) => value;
    }
}
