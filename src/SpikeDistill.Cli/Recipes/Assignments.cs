using SpikeDistill.Options;
using SpikeDistill.Recipes;

namespace SpikeDistill.Cli.Recipes;

/// <summary>Values given as <c>--set key=value</c>.</summary>
internal static class Assignments
{
    /// <summary>What they change in a recipe.</summary>
    /// <param name="assignments">Each as <c>key=value</c>, the value written as YAML.</param>
    /// <param name="directory">The folder that relative paths in them start from.</param>
    /// <exception cref="RecipeException">One is no assignment.</exception>
    public static IReadOnlyList<Change> Read(IEnumerable<string> assignments, string directory)
        => [.. assignments.Select(assignment => Read(assignment, directory))];

    private static Change Read(string assignment, string directory)
    {
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
        {
            throw new RecipeException($"--set {assignment}: expected key=value with dots between sections, such as training.epochs=3.");
        }

        string path = assignment[..equals].Trim();
        string place = $"--set {path}";
        string text = assignment[(equals + 1)..];
        RecipeNode value = text.Trim().Length == 0
            ? new ScalarNode(new Origin(place, directory), "")
            : YamlReader.Read(text, directory, _ => place);
        return new Change(path, value, new Origin(place, directory));
    }
}
