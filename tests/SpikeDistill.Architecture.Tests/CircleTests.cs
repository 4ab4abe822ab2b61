namespace SpikeDistill.Architecture.Tests;

public sealed class CircleTests
{
    public static TheoryData<string, string> Projects => new()
    {
        { "SpikeDistill.Options", "SpikeDistill.Options" },
        { "SpikeDistill.Inference", "SpikeDistill.Inference" },
        { "SpikeDistill.Tensors", "SpikeDistill.Tensors" },
        { "SpikeDistill.Data", "SpikeDistill.Data" },
        { "SpikeDistill.Images", "SpikeDistill.Images" },
        { "SpikeDistill.Interop", "SpikeDistill.Interop" },
        { "SpikeDistill", "SpikeDistill.Core" },
        { "SpikeDistill.Mpi", "SpikeDistill.Mpi" },
        { "SpikeDistill.Onnx", "SpikeDistill.Onnx" },
        { "SpikeDistill.Reports", "SpikeDistill.Reports" },
        { "SpikeDistill.Watch", "SpikeDistill.Watch" },
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
        Assert.True(
            circles.Groups.Count == 0,
            $"{project}: these {parts} need each other:\n{string.Concat(circles.Groups.Select(circles.Describe))}A third is missing below or above them.");
    }
}
