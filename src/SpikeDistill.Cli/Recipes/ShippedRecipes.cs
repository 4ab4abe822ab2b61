using SpikeDistill.Cli.Failures;

namespace SpikeDistill.Cli.Recipes;

/// <summary>A recipe that ships with the program.</summary>
/// <param name="Name">Its file's name without the ending, after its folder's where it lies in one: <c>ablation/student</c>.</param>
/// <param name="Path">The file.</param>
/// <param name="Description">The first sentence of its first comment; empty without one.</param>
internal sealed record ShippedRecipe(string Name, string Path, string Description);

/// <summary>The recipes that lie beside the program.</summary>
internal static class ShippedRecipes
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "recipes");

    /// <summary>What says which table or figure the comparisons of a folder belong to; it is no recipe.</summary>
    public const string EntryFile = "entry.yaml";

    public static IReadOnlyList<ShippedRecipe> All()
        => Directory.Exists(Folder)
            ? [
                .. Directory.GetFiles(Folder, "*.yaml", SearchOption.AllDirectories)
                    .Where(path => Path.GetFileName(path) != EntryFile)
                    .Select(Describe)
                    .OrderBy(recipe => recipe.Name.Count(letter => letter == '/'))
                    .ThenBy(recipe => recipe.Name, StringComparer.Ordinal)]
            : throw new InputException(
                $"{Folder}: there is no such folder. The recipes are copied there when the program is built; build or install it again.");

    /// <summary>The recipe a word means: a file, or one that ships by its name where there is no such file.</summary>
    public static string Find(string word, string directory)
    {
        bool isName = Directory.Exists(Folder) && !Path.Exists(Path.GetFullPath(word, directory));
        return (isName ? All().FirstOrDefault(recipe => recipe.Name == word)?.Path : null) ?? word;
    }

    /// <summary>The names that complete a word on the command line.</summary>
    /// <param name="comparisons">Whether comparisons are asked for, or recipes of runs.</param>
    public static IEnumerable<string> Completions(bool comparisons)
        => Directory.Exists(Folder)
            ? All().Select(recipe => recipe.Name).Where(name => Path.GetFileName(name).StartsWith("compare-", StringComparison.Ordinal) == comparisons)
            : [];

    private static ShippedRecipe Describe(string path)
    {
        string comment = string.Join(
            ' ',
            File.ReadLines(path).SkipWhile(line => !line.StartsWith('#')).TakeWhile(line => line.StartsWith('#')).Select(line => line.TrimStart('#').Trim()));
        int end = comment.IndexOf(". ", StringComparison.Ordinal);
        return new ShippedRecipe(
            Path.ChangeExtension(Path.GetRelativePath(Folder, path), null).Replace(Path.DirectorySeparatorChar, '/'),
            path,
            end < 0 ? comment : comment[..(end + 1)]);
    }
}
