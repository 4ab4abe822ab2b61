using System.CommandLine;
using SpikeDistill.Cli.Recipes;
using SpikeDistill.Cli.Reporting;
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
                    JsonReporter.Write(terminal, recipe);
                }

                foreach (Method method in terminal.Catalog.Methods.All)
                {
                    JsonReporter.Write(terminal, new { Method = method.Name, method.Summary, Source = method.Source ?? "-", method.Fidelity });
                }

                return ExitCodes.Ok;
            }

            int width = recipes.Count == 0 ? 0 : recipes.Max(recipe => recipe.Name.Length);
            foreach (ShippedRecipe recipe in recipes)
            {
                terminal.Output.WriteLine($"{recipe.Name.PadRight(width)}  {recipe.Description}");
            }

            terminal.Output.WriteLine();
            terminal.Output.WriteLine($"They are in {ShippedRecipes.Folder}. 'train' takes them by name or path, and 'compare' those called compare-.");
            terminal.Output.WriteLine();
            terminal.Output.WriteLine("Methods (objective.method), where they are from, and how faithful they are:");
            foreach (string line in MethodText.Lines(terminal.Catalog))
            {
                terminal.Output.WriteLine(line);
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
