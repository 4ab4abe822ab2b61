using System.CommandLine;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Recipes;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Distillation;
using SpikeDistill.Recipes;
using OptionInfo = SpikeDistill.Options.OptionInfo;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>recipes</c>: what ships.</summary>
internal static class RecipesCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<bool> json = new("--json") { Description = "Write JSON lines to standard output, and nothing else." };
        Option<bool> keys = new("--keys") { Description = "List every key a recipe can have instead, with what it can be, its default and what it means." };
        Command command = new("recipes", "List the recipes that come with the program, and the methods they can name.") { keys, json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(keys))
            {
                ShowKeys(terminal, parsed.GetValue(json));
                return ExitCodes.Ok;
            }

            IReadOnlyList<ShippedRecipe> recipes = ShippedRecipes.All();
            if (parsed.GetValue(json))
            {
                foreach (ShippedRecipe recipe in recipes)
                {
                    terminal.WriteJson(recipe);
                }

                foreach (Method method in terminal.Catalog.Methods.All)
                {
                    terminal.WriteJson(new { Method = method.Name, method.Summary, Source = method.Source ?? "-", method.Fidelity });
                }

                return ExitCodes.Ok;
            }

            ScreenTable table = new(ScreenColumn.Text("recipe"), ScreenColumn.Prose("what it is"));
            foreach (ShippedRecipe recipe in recipes)
            {
                table.Add(recipe.Name, recipe.Description);
            }

            terminal.Show(table);
            terminal.Say($"They are in {ShippedRecipes.Folder}. 'train' takes them by name or path, and 'compare' those called compare-.");
            terminal.Say("");
            terminal.Say("Methods (objective.method), where they are from, and how faithful they are:");
            terminal.Say(MethodText.Lines(terminal.Catalog));
            terminal.Say("");
            terminal.Say("Neurons (neuron.type):");
            terminal.Say(NeuronText.Lines(terminal.Catalog));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void ShowKeys(Terminal terminal, bool json)
    {
        foreach (RecipePart part in RecipeReference.Of(terminal.Catalog))
        {
            if (json)
            {
                terminal.WriteJson(part);
                continue;
            }

            terminal.Say(KeyText.Heading(part));
            if (part.Keys.Count > 0)
            {
                ScreenTable table = new(
                    ScreenColumn.Text("key"),
                    ScreenColumn.Prose("what it can be"),
                    ScreenColumn.Text("default"),
                    ScreenColumn.Prose("what it means"));
                foreach (OptionInfo key in part.Keys)
                {
                    table.Add(key.Name, key.Expected, key.Default ?? "", key.Help);
                }

                terminal.Show(table);
            }

            terminal.Say("");
        }
    }
}
