using System.CommandLine;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Recipes;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Distillation;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>recipes</c>: what ships.</summary>
internal static class RecipesCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<bool> json = new("--json") { Description = "Write JSON lines to standard output, and nothing else." };
        Command command = new("recipes", "List the recipes that come with the program, and the methods they can name.") { json };
        command.SetAction(parsed =>
        {
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
            return ExitCodes.Ok;
        });
        return command;
    }
}
