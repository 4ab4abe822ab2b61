using System.Text.Json;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>Writes a comparison's tables into its folder, each file replaced whole.</summary>
internal static class ComparisonTables
{
    public const string JsonName = "table.json", MarkdownName = "table.md";

    public static void Write(ComparisonResults results, ComparisonFolder folder)
    {
        if (results.Comparison.Printed is { } printed)
        {
            folder.Write(PrintedTable.JsonName, JsonSerializer.Serialize(printed.Json(results.Comparison), Json.Indented) + "\n");
        }

        folder.Write(MarkdownName, ComparisonMarkdown.Write(results));
        folder.Write("table.csv", ComparisonCsv.Means(results));
        folder.Write("differences.csv", ComparisonCsv.Differences(results));
        folder.Write(JsonName, JsonSerializer.Serialize(ComparisonJson.Of(results), Json.Indented) + "\n");
    }
}
