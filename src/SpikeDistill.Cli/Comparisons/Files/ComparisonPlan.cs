using System.Security.Cryptography;
using System.Text;
using SpikeDistill.Recipes;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>Tells what is compared from anything else, wherever it lies: all settings of all runs and teachers, and what their tables show.</summary>
internal static class ComparisonPlan
{
    /// <summary>A sum of all that workers on one comparison must agree on.</summary>
    public static string Of(Comparison comparison)
    {
        StringBuilder text = new();
        text.AppendLine(comparison.Baseline.Name).AppendJoin('\n', comparison.Contrasts);
        foreach (PlannedTeacher teacher in comparison.Teachers)
        {
            text.AppendLine(teacher.Name).AppendLine(teacher.Settings is { } settings ? Text(settings, comparison) : "");
        }

        foreach (PlannedRun run in comparison.Variants.SelectMany(variant => variant.Runs))
        {
            text.AppendLine(run.Name).AppendLine(run.Teacher?.Name).AppendLine(Text(run.Settings, comparison));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>A run's recipe without the place of its teacher, which the name tells.</summary>
    private static string Text(ExperimentSettings settings, Comparison comparison)
        => Recipe.Write(settings with { Teacher = null }, comparison.Catalog);
}
