using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Recipes;
using SpikeDistill.Options;

namespace SpikeDistill.Cli.Reproduction;

/// <summary>The entries that ship.</summary>
internal static class ReproductionEntries
{
    private const string FileName = ShippedRecipes.EntryFile;

    public static string Folder => Path.Combine(ShippedRecipes.Folder, "reproduce");

    public static IReadOnlyList<string> Names
        => Directory.Exists(Folder)
            ? [
                .. Directory.GetFiles(Folder, FileName, SearchOption.AllDirectories).Select(NameOf)
                    .OrderByDescending(name => name.Split('/')[0], StringComparer.Ordinal).ThenBy(name => name, StringComparer.Ordinal)]
            : [];

    public static IReadOnlyList<ReproductionEntry> All() => [.. Names.Select(Read)];

    /// <exception cref="InputException">There is no such entry.</exception>
    public static ReproductionEntry Find(string name)
        => Names.Contains(name, StringComparer.Ordinal)
            ? Read(name)
            : throw new InputException(
                $"There is no entry '{name}'.{Nearest.Suggestion(name, Names)} 'spikedistill reproduce' lists those there are.");

    private static ReproductionEntry Read(string name) => ReproductionEntry.Read(name, Path.Combine([Folder, .. name.Split('/'), FileName]));

    private static string NameOf(string file)
        => Path.GetRelativePath(Folder, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '/');
}
