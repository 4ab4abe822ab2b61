using SpikeDistill.Interop;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Graphs;

/// <summary>Descriptions as text, which weights files, run folders and files of one's own hold.</summary>
public static class DescriptionText
{
    /// <summary>Characters of the longest text that is read: some hundred thousand nodes.</summary>
    private const int MostCharacters = 16 << 20;

    /// <summary>The YAML of a description, every option written out, so that it reads back to the same whatever the defaults become.</summary>
    /// <param name="description">The description.</param>
    public static string Write(NetworkDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return YamlWriter.Write(DescriptionNodes.Write(description));
    }

    /// <summary>The description of a text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="kinds">The kinds of nodes that there are; null for those that ship.</param>
    /// <exception cref="ArgumentException">It is no description; the message tells the line and the node.</exception>
    public static NetworkDescription Parse(string text, Shelf<Entry<Node>>? kinds = null) => Told(() => Read(text, "description", "", kinds));

    /// <summary>The description in a file.</summary>
    /// <param name="path">A YAML file.</param>
    /// <param name="kinds">The kinds of nodes that there are; null for those that ship.</param>
    /// <exception cref="ArgumentException">It cannot be read, or is no description; the message tells the file, the line and the node.</exception>
    public static NetworkDescription Load(string path, Shelf<Entry<Node>>? kinds = null) => Told(() => ReadFile(path, path, kinds));

    /// <param name="shown">How messages name the file.</param>
    /// <param name="path">The file.</param>
    /// <param name="kinds">The kinds of nodes that there are; null for those that ship.</param>
    /// <exception cref="RecipeException">It cannot be read, or is no description.</exception>
    internal static NetworkDescription ReadFile(string shown, string path, Shelf<Entry<Node>>? kinds = null)
    {
        string text;
        try
        {
            text = Directory.Exists(path)
                ? throw new RecipeException($"{shown}: this is a folder; a description is a YAML file.")
                : YamlReader.TextOf(DiskFile.Require(path), MostCharacters);
            if (text.Length > MostCharacters)
            {
                throw TooLong(shown);
            }
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RecipeException($"{shown}: there is no such file; expected the description of a network.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RecipeException($"{shown}: cannot be read: {error.Sentence()}", error);
        }

        return Read(text, shown, Path.GetFileNameWithoutExtension(path), kinds);
    }

    private static NetworkDescription Read(string text, string shown, string name, Shelf<Entry<Node>>? kinds)
    {
        RecipeNode root = YamlReader.Read(text, "", mark => $"{shown}:{mark.Line}:{mark.Column}", MostCharacters);
        return new DescriptionNodes(kinds ?? NodeKinds.Default).Read(root, NodeNames.IsName(name) ? name : "network");
    }

    private static RecipeException TooLong(string shown) => new($"{shown}: is too long for a description; at most {MostCharacters} characters are read.");

    private static NetworkDescription Told(Func<NetworkDescription> read)
    {
        try
        {
            return read();
        }
        catch (RecipeException error)
        {
            throw new DescriptionException(error.Message, error);
        }
    }
}
