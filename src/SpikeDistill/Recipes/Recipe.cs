using SpikeDistill.Catalogs;
using SpikeDistill.Interop;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Recipes;

/// <summary>Turns a recipe file into settings, and settings into a recipe.</summary>
internal static class Recipe
{
    /// <summary>Reads a recipe.</summary>
    /// <param name="file">The file.</param>
    /// <param name="overrides">Values given with --set, as <c>key=value</c>.</param>
    /// <param name="currentDirectory">The folder that relative paths of overrides start from.</param>
    /// <param name="catalog">What can be named; null for what ships.</param>
    /// <exception cref="RecipeException">The file cannot be read, or says something that cannot be.</exception>
    public static ExperimentSettings Load(string file, IReadOnlyList<string> overrides, string currentDirectory, Catalog? catalog = null)
    {
        RecipeNode root = ReadNodes(file, currentDirectory);
        if (root is MapNode map)
        {
            Override.Apply(map, overrides, currentDirectory, catalog ?? Catalog.Default);
        }

        return Resolve(root, Path.GetFileNameWithoutExtension(file), catalog);
    }

    /// <summary>Reads a file's nodes and nothing into them.</summary>
    /// <exception cref="RecipeException">The file cannot be read, or is no YAML.</exception>
    public static RecipeNode ReadNodes(string file, string currentDirectory)
    {
        string path = Path.GetFullPath(file, currentDirectory);
        return YamlReader.Read(ReadFile(file, path), Path.GetDirectoryName(path)!, mark => $"{file}:{mark.Line}:{mark.Column}");
    }

    /// <summary>The settings that a recipe's nodes stand for.</summary>
    /// <param name="root">The recipe.</param>
    /// <param name="defaultName">The name of a run whose recipe gives none.</param>
    /// <param name="catalog">What can be named; null for what ships.</param>
    /// <exception cref="RecipeException">It says something that cannot be.</exception>
    public static ExperimentSettings Resolve(RecipeNode root, string defaultName, Catalog? catalog = null)
    {
        if (root is ScalarNode { IsNull: true })
        {
            throw root.Error("nothing is written here; a recipe needs at least its data, network and training.");
        }

        ExperimentSettings settings = new RecipeKeys(catalog ?? Catalog.Default).Experiment.Read(root, "");
        return RecipeChecks.Complete(settings, (MapNode)root, defaultName);
    }

    /// <summary>The recipe with every key written out, so that it reads back to equal settings whatever the defaults become.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="catalog">What can be named; null for what ships.</param>
    /// <exception cref="ArgumentException">The settings hold what has no name in the catalog.</exception>
    public static string Write(ExperimentSettings settings, Catalog? catalog = null) => YamlWriter.Write((MapNode)Nodes(settings, catalog));

    /// <summary>The same as nodes.</summary>
    internal static RecipeNode Nodes(ExperimentSettings settings, Catalog? catalog) => new RecipeKeys(catalog ?? Catalog.Default).Experiment.Write(settings);

    private static string ReadFile(string shown, string path)
    {
        try
        {
            return Directory.Exists(path)
                ? throw new RecipeException($"{shown}: this is a folder; a recipe is a YAML file. A run folder's recipe is its recipe.yaml.")
                : FileKinds.Of(path) is var kind && kind is not (FileKind.Unknown or FileKind.Json)
                ? throw new RecipeException($"{shown}: it is {kind.Words()}, not a recipe, which is a YAML file. {Conversion.General(kind)}")
                : YamlReader.TextOf(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RecipeException($"{shown}: there is no such file. 'spikedistill recipes' lists those to start from.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RecipeException($"{shown}: cannot be read: {error.Message}", error);
        }
    }
}
