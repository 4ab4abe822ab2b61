namespace SpikeDistill.Cli.Recipes;

/// <summary>A recipe that ships with the program.</summary>
/// <param name="Name">Its file's name without the ending, after its folder's where it lies in one: <c>ablation/student</c>.</param>
/// <param name="Path">The file.</param>
/// <param name="Description">Its first comment line; empty without one.</param>
internal sealed record ShippedRecipe(string Name, string Path, string Description);

/// <summary>The recipes that lie beside the program.</summary>
internal static class ShippedRecipes
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "recipes");

    public static IReadOnlyList<ShippedRecipe> All()
        => Directory.Exists(Folder)
            ? [.. Directory.GetFiles(Folder, "*.yaml", SearchOption.AllDirectories).OrderBy(path => path.Count(letter => letter == Path.DirectorySeparatorChar)).ThenBy(path => path, StringComparer.Ordinal).Select(Describe)]
            : throw new InputException($"{Folder}: there is no such folder. The recipes are copied there when the program is built; build or install it again.");

    private static ShippedRecipe Describe(string path)
    {
        string? comment = File.ReadLines(path).FirstOrDefault(line => line.StartsWith('#'));
        return new ShippedRecipe(Path.ChangeExtension(Path.GetRelativePath(Folder, path), null).Replace(Path.DirectorySeparatorChar, '/'), path, comment?.TrimStart('#').Trim() ?? "");
    }
}
