using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Cli.Failures;

namespace SpikeDistill.Cli.Tests.Comparisons;

/// <summary>Which folders a comparison goes on in.</summary>
public sealed class ComparisonFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Place => _folder.In("place");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("table.md", "my own table")]
    [InlineData("table.json", "{\"event\": \"result\", \"name\": \"mine\"}")]
    [InlineData("table.json", "[1, 2")]
    [InlineData("comparison.json", "{\"event\": 3, \"name\": \"mine\"}")]
    [InlineData("runs/mine-seed0/recipe.yaml", "{}")]
    public void A_foreign_folder_stays_untouched(string file, string text)
    {
        _folder.Write($"place/{file}", text);
        _folder.Write("compare.yaml", "name: mine\nbase: {data: {set: synthetic}}\nvariants: {a: }\n");
        TestTerminal terminal = new(_folder.Path);

        int code = CommandLine.Run(["compare", "compare.yaml", "--resume", "--out", "place"], terminal.Terminal);

        Assert.Equal(2, code);
        Assert.Contains(
            "holds no comparison that could be gone on with; nothing in it was changed. Choose another with --out.",
            terminal.Errors,
            StringComparison.Ordinal);
        Assert.Equal([_folder.In($"place/{file}")], Directory.EnumerateFiles(Place, "*", SearchOption.AllDirectories));
        Assert.Equal(text, File.ReadAllText(_folder.In($"place/{file}")));
    }

    [Fact]
    public void Another_comparisons_tables_are_not_replaced()
    {
        Open("theirs", resume: false).Dispose();

        string message = Assert.Throws<InputException>(() => Open("mine", resume: true)).Message;

        Assert.Contains("holds the comparison 'theirs', whose tables those of 'mine' would replace", message, StringComparison.Ordinal);
        Assert.Contains("--set name=theirs", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_comparison_goes_on_where_it_was_stopped()
    {
        Open("mine", resume: true).Dispose();
        Open("mine", resume: true).Dispose();

        Assert.Contains("--resume", Assert.Throws<InputException>(() => Open("mine", resume: false)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("table.json", "{\"event\": \"comparison\", \"name\": \"mine\", \"runs\": 4}")]
    [InlineData("teachers/teacher-seed0/recipe.yaml", "{}")]
    public void A_folder_of_the_version_without_mark_is_gone_on_with_and_marked(string file, string text)
    {
        _folder.Write("place/lock", "");
        _folder.Write($"place/{file}", text);

        Open("mine", resume: true).Dispose();

        Assert.Throws<InputException>(() => Open("other", resume: true));
    }

    [Fact]
    public void Tables_of_the_version_without_mark_are_told_apart_by_their_name()
    {
        _folder.Write("place/table.json", "{\"event\": \"comparison\", \"name\": \"theirs\"}");

        Assert.Contains("'theirs'", Assert.Throws<InputException>(() => Open("mine", resume: true)).Message, StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFileSystemEntries(Place));
    }

    [Fact]
    public void A_second_process_is_kept_out()
    {
        using ComparisonFolder first = Open("mine", resume: false);

        Assert.Contains(
            "another process works in this folder", Assert.ThrowsAny<RunException>(() => Open("mine", resume: true)).Message, StringComparison.Ordinal);
    }

    private ComparisonFolder Open(string name, bool resume) => ComparisonFolder.Open(Place, name, resume);
}
