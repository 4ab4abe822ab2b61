namespace SpikeDistill.Options;

/// <summary>A node on one line, as a recipe's flow style has it.</summary>
internal static class NodeText
{
    public static string Of(RecipeNode node) => node switch
    {
        ScalarNode scalar => scalar.Text,
        ListNode list => $"[{string.Join(", ", list.Items.Select(Of))}]",
        MapNode map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{entry.Key.Text}: {Of(entry.Value)}"))}}}",
        _ => "",
    };
}
