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
    /// <summary>What says which table or figure the comparisons of a folder belong to; it is no recipe.</summary>
    public const string EntryFile = "entry.yaml";

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "recipes");

    /// <summary>The names, those in the fewest folders first.</summary>
    private static IEnumerable<string> Names
        => Directory.GetFiles(Folder, "*.yaml", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != EntryFile)
            .Select(path => Path.ChangeExtension(Path.GetRelativePath(Folder, path), null).Replace(Path.DirectorySeparatorChar, '/'))
            .OrderBy(name => name.Count(letter => letter == '/'))
            .ThenBy(name => name, StringComparer.Ordinal);

    public static IReadOnlyList<ShippedRecipe> All()
        => Directory.Exists(Folder)
            ? [.. Names.Select(name => new ShippedRecipe(name, PathOf(name), Description(PathOf(name))))]
            : throw new InputException(
                $"{Folder}: there is no such folder. The recipes are copied there when the program is built; build or install it again.");

    /// <summary>The recipe a word means: a file, or one that ships by its name where there is no such file.</summary>
    /// <exception cref="InputException">The word is empty.</exception>
    public static string Find(string word, string directory)
    {
        if (word.Length == 0)
        {
            throw InputException.NamedByNothing();
        }

        bool isName = Directory.Exists(Folder) && !Path.Exists(Path.GetFullPath(word, directory)) && Names.Contains(word, StringComparer.Ordinal);
        return isName ? PathOf(word) : word;
    }

    /// <summary>The names that complete a word on the command line.</summary>
    /// <param name="comparisons">Whether comparisons are asked for, or recipes of runs.</param>
    public static IEnumerable<string> Completions(bool comparisons)
        => Directory.Exists(Folder)
            ? Names.Where(name => Path.GetFileName(name).StartsWith("compare-", StringComparison.Ordinal) == comparisons)
            : [];

    private static string PathOf(string name) => Path.Combine([Folder, .. $"{name}.yaml".Split('/')]);

    private static string Description(string path)
    {
        string comment = string.Join(
            ' ',
            File.ReadLines(path).SkipWhile(line => !line.StartsWith('#')).TakeWhile(line => line.StartsWith('#')).Select(line => line.TrimStart('#').Trim()));
        int end = comment.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? comment : comment[..(end + 1)];
    }
}
