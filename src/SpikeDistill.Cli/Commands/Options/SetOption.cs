using System.CommandLine;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Recipes;

namespace SpikeDistill.Cli.Commands;

/// <summary>The option by which keys of a recipe, or of a part of one, are given values.</summary>
internal static class SetOption
{
    /// <param name="form">What is given, such as <c>data.key=value</c>.</param>
    /// <param name="description">What it does, up to a semicolon.</param>
    /// <param name="keys">The keys that shells complete.</param>
    public static Option<string[]> Of(string form, string description, Func<IReadOnlyList<RecipePart>> keys)
    {
        Option<string[]> set = new("--set")
        {
            HelpName = form,
            Description = description + "; may be given several times.",
            DefaultValueFactory = _ => [],
        };
        set.CompletionSources.Add(context => KeyText.Assignments(keys(), context.WordToComplete));
        return set;
    }
}
