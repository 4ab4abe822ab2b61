using System.Text;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Options;
using SpikeDistill.Recipes;

namespace SpikeDistill.Cli.Tests.Recipes;

/// <summary>docs/reference/recipes.md says what is declared, and so do the program's list and completion.</summary>
public sealed class ReferencePageTests
{
    private const string AcceptVariable = "SPIKEDISTILL_ACCEPT_REFERENCE";
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "reference", "recipes.md");

    [Fact]
    public void The_page_says_what_is_declared()
    {
        string declared = Markdown(RecipeReference.Of(ProgramCatalog.Shipped));
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Page)!);
            File.WriteAllText(Page, declared);
        }

        Assert.True(declared == File.ReadAllText(Page), $"{Page} is not what is declared; run this test with {AcceptVariable}=1 to write it anew.");
    }

    [Fact]
    public void Every_key_says_what_it_means()
        => Assert.All(RecipeReference.Of(ProgramCatalog.Shipped).SelectMany(part => part.Keys), key => Assert.True(key.Help.Length > 0, key.Name));

    [Fact]
    public void The_program_lists_what_its_catalog_names()
    {
        TestTerminal terminal = new(Path.GetTempPath());
        Assert.Equal(0, CommandLine.Run(["recipes", "--keys", "--json"], terminal.Terminal));
        Assert.Equal(RecipeReference.Of(ProgramCatalog.Shipped).Count, terminal.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void A_shell_completes_keys_and_their_words()
    {
        IReadOnlyList<RecipePart> parts = RecipeReference.Of(ProgramCatalog.Shipped);
        Assert.Contains("network.width=", KeyText.Assignments(parts, "netw"));
        Assert.Contains("neuron.type=plif", KeyText.Assignments(parts, "neuron.type="));
        Assert.Contains("training.nesterov=true", KeyText.Assignments(parts, "training.nesterov=t"));
    }

    private static string Markdown(IReadOnlyList<RecipePart> parts)
    {
        StringBuilder page = new(
            "# Keys of recipes\n\nEvery key a recipe can have, as the program declares it; `spikedistill recipes --keys` shows the same.\n");
        foreach (RecipePart part in parts)
        {
            page.Append('\n').Append(part.Choice is null ? "## " : "### ").Append(part.Section.Length == 0 ? "A recipe" : $"`{part.Section}`");
            page.Append(part.Choice is null ? "\n" : $", `{part.Choice}`\n{part.Summary}\n");
            if (part.Keys.Count > 0)
            {
                page.Append("\n| key | what it can be | default | what it means |\n|---|---|---|---|\n");
            }

            foreach (OptionInfo key in part.Keys)
            {
                page.Append($"| `{key.Name}` | {key.Expected} | {(key.Default is { Length: > 0 } byDefault ? $"`{byDefault}`" : "")} | {key.Help} |\n");
            }
        }

        return page.ToString();
    }
}
