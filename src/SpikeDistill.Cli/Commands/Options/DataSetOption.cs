using System.CommandLine;
using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Recipes;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;
using SpikeDistill.Recipes;

namespace SpikeDistill.Cli.Commands;

/// <summary>A data set on the command line: its name, and the options of its own.</summary>
internal sealed class DataSetOption
{
    private readonly Catalog _catalog;
    private readonly Option<string?> _name;
    private readonly Option<string[]> _set;

    /// <param name="catalog">What can be named.</param>
    /// <param name="meaning">What it is named for.</param>
    /// <param name="otherwise">What holds where none is named.</param>
    public DataSetOption(Catalog catalog, string meaning, string otherwise)
    {
        _catalog = catalog;
        _name = new("--set-name") { HelpName = "name", Description = $"{meaning}: {string.Join(", ", catalog.DataSets.Names)} (default: {otherwise})." };
        _name.AcceptOnlyFromAmong([.. catalog.DataSets.Names]);
        _set = Assigned(catalog, "data.classes=20");
    }

    public void AddTo(Command command)
    {
        command.Add(_name);
        command.Add(_set);
    }

    /// <summary>The option that gives a data set's options values.</summary>
    /// <param name="catalog">What can be named.</param>
    /// <param name="example">One of them, such as <c>data.classes=20</c>.</param>
    public static Option<string[]> Assigned(Catalog catalog, string example) => SetOption.Of(
        "data.key=value",
        $"Replaces an option of the data set, such as {example}",
        () => [.. RecipeReference.Of(catalog).Where(part => part is { Section: "data", Choice: not null })]);

    /// <summary>The name that was given; null for none.</summary>
    public string? Name(ParseResult parsed) => parsed.GetValue(_name);

    /// <summary>Refuses options of a data set that is not named, where none of another's are known.</summary>
    public void RequireName(ParseResult parsed)
    {
        if (Name(parsed) is null && parsed.GetRequiredValue(_set) is [{ } change, ..])
        {
            throw new InputException($"{_set.Name} {change}: changes the data set that {_name.Name} names; name it too.");
        }
    }

    /// <summary>The data set of a name, or one that is known by that name, with the options that were given.</summary>
    /// <exception cref="Options.RecipeException">It has no such option, or one of another kind.</exception>
    public DataSource Source(ParseResult parsed, Terminal terminal, string name, DataSource? known = null)
        => Recipe.Changed(
            known is { } own && own.Name == name ? own : _catalog.DataSets.TryFind(name, out var entry) ? entry.Default : new OwnImages(name),
            Assignments.Read(parsed.GetRequiredValue(_set), terminal.Directory),
            _catalog);
}
