namespace SpikeDistill.Architecture.Tests;

public sealed class CircleTests
{
    /// <summary>Circles that are still to be opened. Nothing is added to this list.</summary>
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["SpikeDistill: namespaces"] = ["SpikeDistill.Recipes, SpikeDistill.Training"],
        ["SpikeDistill: folders"] = ["Recipes, Training"],
    };

    public static TheoryData<string, string> Projects => new()
    {
        { "SpikeDistill.Tensors", "SpikeDistill.Tensors" },
        { "SpikeDistill.Data", "SpikeDistill.Data" },
        { "SpikeDistill.Interop", "SpikeDistill.Interop" },
        { "SpikeDistill", "SpikeDistill.Core" },
        { "SpikeDistill.Cli", "spikedistill" },
    };

    [Fact]
    public void Every_source_project_is_looked_at()
        => Assert.Equal(
            Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            Projects.Select(row => row.Data.Item1).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_two_namespaces_need_each_other(string project, string assembly)
        => Check("namespaces", project, assembly, type => type.Namespace);

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_two_folders_need_each_other(string project, string assembly)
        => Check("folders", project, assembly, type => type.Folder);

    private static void Check(string parts, string project, string assembly, Func<SourceType, string> part)
    {
        IReadOnlyCollection<Need> needs = ProjectAssembly.Needs(project, assembly);
        Assert.NotEmpty(needs);
        Circles circles = new(needs, part);
        string[] known = Known.GetValueOrDefault($"{project}: {parts}") ?? [];
        foreach (string group in circles.Groups)
        {
            Assert.True(
                known.Any(one => group.Split(", ").All(one.Split(", ").Contains)),
                $"{project}: these {parts} need each other:\n{circles.Describe(group)}A third is missing below or above them.");
        }

        Assert.True(
            known.Length <= circles.Groups.Count,
            $"{project}: fewer {parts} need each other than {nameof(Known)} says; it must say what is left: {string.Join(" | ", circles.Groups)}");
    }
}
