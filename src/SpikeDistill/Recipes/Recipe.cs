using SpikeDistill.Catalogs;
using SpikeDistill.Data;
using SpikeDistill.Interop;
using SpikeDistill.Networks.Families;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Recipes;

/// <summary>Turns a recipe file into settings, and settings into a recipe.</summary>
internal static class Recipe
{
    /// <summary>Reads a recipe.</summary>
    /// <param name="file">The file.</param>
    /// <param name="changes">What its keys are given in place of what it says.</param>
    /// <param name="currentDirectory">The folder that the file's path starts from where it is relative.</param>
    /// <param name="catalog">What can be named; null for what ships.</param>
    /// <param name="told">Is told of options of the file that the changes leave out or that play no part; null for nobody.</param>
    /// <exception cref="RecipeException">The file cannot be read, or says something that cannot be.</exception>
    public static ExperimentSettings Load(
        string file, IReadOnlyList<Change> changes, string currentDirectory, Catalog? catalog = null, Action<string>? told = null)
    {
        RecipeNode root = RecipeBase.Read(file, currentDirectory, catalog ?? Catalog.Default);
        if (root is MapNode map)
        {
            foreach (string left in Override.Apply(map, changes, catalog ?? Catalog.Default))
            {
                told?.Invoke(left);
            }
        }

        ExperimentSettings settings = Resolve(root, Path.GetFileNameWithoutExtension(file), catalog);
        if (told is not null)
        {
            TellUnused(root, told, catalog);
        }

        return settings;
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

    /// <summary>Tells of options of a recipe that can be read which what it names does not have.</summary>
    public static void TellUnused(RecipeNode recipe, Action<string> told, Catalog? catalog = null)
    {
        foreach (string unused in OtherOptions.WithoutPart(recipe, new RecipeKeys(catalog ?? Catalog.Default)))
        {
            told(unused);
        }
    }

    /// <summary>A data set whose options are changed by <c>data.key=value</c>.</summary>
    /// <param name="source">The data set.</param>
    /// <param name="changes">What its keys are given in place of what it says.</param>
    /// <param name="catalog">What can be named.</param>
    /// <exception cref="RecipeException">It has no such option, or one of another kind.</exception>
    public static DataSource Changed(DataSource source, IReadOnlyList<Change> changes, Catalog catalog)
    {
        if (changes.Count == 0)
        {
            return source;
        }

        MapNode map = new(Origin.None, [new MapEntry(new ScalarNode("data"), new MapNode(Origin.None, [.. source.Written("set")]))]);
        return Part(map, ["data"], changes, catalog).Data.Source;
    }

    /// <summary>A network whose options are changed by <c>network.key=value</c>.</summary>
    /// <param name="network">The network, as a recipe writes it.</param>
    /// <param name="changes">What its keys are given in place of what it says.</param>
    /// <param name="catalog">What can be named.</param>
    /// <exception cref="RecipeException">It has no such option, or one of another kind.</exception>
    public static NetworkSettings Changed(MapNode network, IReadOnlyList<Change> changes, Catalog catalog)
        => Part(new MapNode(Origin.None, [new MapEntry(new ScalarNode("network"), network)]), ["network"], changes, catalog).Network;

    /// <summary>Some sections of a recipe, changed and read, without what follows from each other.</summary>
    /// <param name="recipe">The sections.</param>
    /// <param name="sections">Those that can be changed.</param>
    /// <param name="changes">What its keys are given in place of what it says.</param>
    /// <param name="catalog">What can be named.</param>
    /// <exception cref="RecipeException">They say something that cannot be, or others are changed.</exception>
    public static ExperimentSettings Part(MapNode recipe, IReadOnlyList<string> sections, IReadOnlyList<Change> changes, Catalog catalog)
    {
        string[] places = [.. sections.Select(section => section + ".")];
        if (changes.FirstOrDefault(one => !places.Any(place => one.Path.StartsWith(place, StringComparison.Ordinal))) is { } other)
        {
            string possible = string.Join(" or ", places.Select(place => $"'{place}'"));
            throw new RecipeException($"{other.Place.Place}: only keys that begin with {possible} can be set here.");
        }

        Override.Apply(recipe, changes, catalog);
        return new RecipeKeys(catalog, anyImages: true).Experiment.Read(recipe, "");
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
                : DiskFile.IsSpecial(path)
                ? throw new RecipeException($"{shown}: is a named pipe or a device, which is read once only; a recipe is a YAML file. Copy it to disk first.")
                : FileKinds.Of(path) is var kind && kind is not (FileKind.Unknown or FileKind.Json)
                ? throw new RecipeException($"{shown}: it is {kind.Words()}, not a recipe, which is a YAML file. {Conversion.General(kind)}")
                : YamlReader.TextOf(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RecipeException($"{shown}: there is no such file.", error) { IsMissingFile = true };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RecipeException($"{shown}: cannot be read: {error.Sentence()}", error);
        }
    }
}
