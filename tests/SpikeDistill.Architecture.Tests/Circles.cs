namespace SpikeDistill.Architecture.Tests;

/// <summary>Groups of parts (namespaces or folders) each of which needs all others of its group, be it by way of further ones.</summary>
internal sealed class Circles
{
    private const int MostShown = 4;

    private readonly Need[] _needs;
    private readonly Func<SourceType, string> _part;

    /// <param name="needs">What types need.</param>
    /// <param name="part">The part a type belongs to.</param>
    public Circles(IEnumerable<Need> needs, Func<SourceType, string> part)
    {
        _part = part;
        _needs = [.. needs.Where(need => part(need.From) != part(need.To))];
        ILookup<string, string> next = _needs.ToLookup(need => part(need.From), need => part(need.To));
        Dictionary<string, HashSet<string>> reached = next.ToDictionary(edges => edges.Key, edges => Reached(next, edges.Key), StringComparer.Ordinal);
        Groups = [.. reached.Keys.Where(name => reached[name].Contains(name)).Select(Group).Distinct().Order(StringComparer.Ordinal)];

        string Group(string name)
            => string.Join(", ", reached[name].Where(other => reached.GetValueOrDefault(other)?.Contains(name) == true).Order(StringComparer.Ordinal));
    }

    /// <summary>The parts of each circle, in order, separated by commas.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>What holds a circle together: who needs whom, with examples.</summary>
    public string Describe(string group)
    {
        HashSet<string> parts = [.. group.Split(", ")];
        return string.Concat(_needs
            .Where(need => parts.Contains(_part(need.From)) && parts.Contains(_part(need.To)))
            .GroupBy(need => $"{_part(need.From)} -> {_part(need.To)}", need => $"{need.From.Name} > {need.To.Name}")
            .OrderBy(edge => edge.Key, StringComparer.Ordinal)
            .Select(edge => $"  {edge.Key}: {Some([.. edge.Order(StringComparer.Ordinal)])}\n"));
    }

    private static string Some(string[] needs)
        => string.Join(", ", needs.Take(MostShown)) + (needs.Length > MostShown ? $" and {needs.Length - MostShown} more" : string.Empty);

    private static HashSet<string> Reached(ILookup<string, string> next, string start)
    {
        HashSet<string> reached = [];
        Stack<string> open = new([start]);
        while (open.TryPop(out string? name))
        {
            foreach (string other in next[name].Where(reached.Add)) open.Push(other);
        }

        return reached;
    }
}
