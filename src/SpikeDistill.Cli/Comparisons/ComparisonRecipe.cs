using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Recipes;
using SpikeDistill.Options;
using SpikeDistill.Recipes;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>Turns a comparison's file into its runs; every mistake in any of them is told before the first starts.</summary>
internal static class ComparisonRecipe
{
    /// <param name="file">The file.</param>
    /// <param name="overrides">Values given with --set: of the comparison, or of its base recipe.</param>
    /// <param name="directory">The current folder.</param>
    /// <param name="folder">The comparison's folder; null for the one of its name in <paramref name="among"/>.</param>
    /// <param name="catalog">What recipes can name.</param>
    /// <param name="told">Is told of options of recipes that the overrides leave out or that play no part; null for nobody.</param>
    /// <param name="among">The folder that its folder lies in where none is given; null for <c>runs</c>.</param>
    /// <exception cref="RecipeException">The file, or a recipe it names, cannot be read or says something that cannot be.</exception>
    public static Comparison Load(
        string file, IReadOnlyList<string> overrides, string directory, string? folder, Catalog catalog, Action<string>? told = null,
        string? among = null)
    {
        RecipeNode read = Recipe.ReadNodes(file, directory);
        MapNode root = read as MapNode
            ?? throw read.Error(
                $"a comparison must be keys and values (name, base, seeds, variants or grid, baseline, contrasts, teacher_per_seed), not {read.Described}.");
        Override.Apply(root, Assignments.Read(overrides.Where(ComparisonKeys.Owns), directory), catalog);
        ComparisonKeys keys = ComparisonKeys.Read(root);
        IReadOnlyList<Change> ofRecipes = Assignments.Read(overrides.Where(assignment => !ComparisonKeys.Owns(assignment)), directory);
        MapNode? shared = keys.Base is null ? null : Base(keys.Base, "base");
        string name = keys.Name.Length > 0
            ? keys.Name
            : Kinds.FolderName.Read(new ScalarNode(root.Origin, Path.GetFileNameWithoutExtension(file), quoted: true), "name");
        folder ??= Path.Combine(among ?? Path.Combine(directory, "runs"), name);
        HashSet<string> toldOnce = [];
        Teachers teachers = new(Path.Combine(folder, Comparison.TeachersFolder), keys.TeacherPerSeed, directory, catalog);
        IReadOnlyList<(string Name, IReadOnlyList<Change> Changes)> changes = Changes.Of(keys);
        UnreachedVariants.Tell(ofRecipes, changes, ofGrid: keys.Grid is not null, told);
        List<Variant> variants = [.. changes.Select(variant => Variant(variant.Name, variant.Changes))];
        SameImages.Require(variants, (keys.Variants ?? keys.Grid)!);
        Variant baseline = keys.Baseline.Length == 0 ? variants[0]
            : variants.Find(variant => variant.Name == keys.Baseline)
            ?? throw root["baseline"]!.Error(
                $"'baseline' must be one of the variants {string.Join(", ", variants.Select(variant => variant.Name))}, not "
                    + $"'{keys.Baseline}'.{Nearest.Suggestion(keys.Baseline, variants.Select(variant => variant.Name))}");
        return new Comparison(name, folder, keys.Seeds, variants, baseline, teachers.All)
        {
            Contrasts = Contrast.Read(keys.Contrasts, [.. variants.Select(variant => variant.Name)]),
            Catalog = catalog,
        };

        void TellOnce(string sentence, Action<string> tell)
        {
            if (toldOnce.Add(sentence))
            {
                tell(sentence);
            }
        }

        Variant Variant(string name, IReadOnlyList<Change> changes)
        {
            Change? own = changes.LastOrDefault(change => change.Path == ComparisonKeys.VariantRecipe);
            MapNode basis = own is null ? shared! : Base(own.Value, $"variants.{name}.{ComparisonKeys.VariantRecipe}");
            Change[] others = [.. changes.Where(change => change.Path != ComparisonKeys.VariantRecipe)];
            return new Variant(name, string.Join(", ", changes), [.. keys.Seeds.Select(seed => Run(name, basis, others, seed))]);
        }

        MapNode Base(RecipeNode node, string key)
        {
            RecipeNode whole = node is ScalarNode { IsNull: false }
                ? RecipeBase.Read(Path.GetRelativePath(directory, Kinds.Path.Read(node, key)!), directory, catalog)
                : RecipeBase.Whole(node, directory, catalog);
            MapNode basis = whole as MapNode ?? throw node.Error($"'{key}' must be a recipe's keys, or the name of a recipe file, not {node.Described}.");
            foreach (string left in Override.Apply(basis, ofRecipes, catalog))
            {
                told?.Invoke(left);
            }

            return basis;
        }

        PlannedRun Run(string variant, MapNode basis, IReadOnlyList<Change> changes, long seed)
        {
            string runName = $"{variant}-seed{seed}";
            MapNode recipe = Changed(basis, changes, seed, runName, catalog);
            ExperimentSettings settings = Recipe.Resolve(recipe, runName, catalog);
            if (told is not null)
            {
                Recipe.TellUnused(recipe, unused => TellOnce(unused, told), catalog);
            }

            PlannedTeacher? teacher = teachers.Of(settings, basis);
            settings = settings with { Teacher = teacher?.Named };
            return new PlannedRun(runName, Path.Combine(folder, Comparison.RunsFolder, runName), settings, teacher);
        }
    }

    private static MapNode Changed(MapNode basis, IReadOnlyList<Change> changes, long seed, string name, Catalog catalog)
    {
        if (changes.FirstOrDefault(change => change.Keys[0] is "seed" or "name") is { } given)
        {
            throw given.Value.Error($"'{given.Keys[0]}' cannot be changed by a variant; the comparison's 'seeds' and the variants' names give it.");
        }

        MapNode recipe = (MapNode)basis.Copy();
        Override.Apply(recipe, changes, catalog);
        Override.Put(recipe, ["seed"], new ScalarNode(seed.ToString()), recipe.Origin);
        Override.Put(recipe, ["name"], new ScalarNode(recipe.Origin, name, quoted: true), recipe.Origin);
        return recipe;
    }
}
