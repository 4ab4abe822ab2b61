using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SpikeDistill.Cli.Tests.Screen;

/// <summary>What commands leave in a terminal that is as wide as terminals are: whole numbers and words, and nothing of a bar.</summary>
public sealed partial class RealTerminalTests(PipedOutput piped) : IClassFixture<PipedOutput>, IDisposable
{
    private const string Bar = "━";
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int> Widths => [60, 80, 100, 160];

    /// <summary>Commands that train take seconds each, so they are shown as narrow and as wide as any; the bars below have widths between.</summary>
    public static TheoryData<int> Extremes => [60, 160];

    /// <summary>Networks whose tables differ, each as narrow as any and at one more width.</summary>
    public static TheoryData<int, string> Networks => new()
    {
        { 80, "resnet18" },
        { 100, "sew-resnet18 --rule integers" },
        { 160, "spikformer --timesteps 10" },
        { 80, "spike-driven-transformer" },
        { 100, "vit-s16" },
        { 160, "pyramidnet18" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Extremes))]
    public void Train_and_evaluate(int columns)
    {
        PipedOutput.WriteRecipes(_folder);
        const string Train = "train student.yaml --set training.epochs=2 --out run --cache-limit 0";
        const string Evaluate = "evaluate run --teacher runs/tiny-teacher-seed0";

        RequireSame(piped.Of("train", Train), RealTerminal.Show(columns, _folder.Path, Train), columns);
        RequireSame(piped.Of("train", Evaluate), RealTerminal.Show(columns, _folder.Path, Evaluate), columns);
    }

    [Theory]
    [MemberData(nameof(Extremes))]
    public void Compare(int columns)
    {
        const string Command = "compare compare-synthetic-tiny --jobs 2 --set training.epochs=1 --out run";
        string[] told = [.. piped.Of("compare", Command).Where(line => !line.StartsWith('[') && !IsDone(line))];

        string[] shown = RealTerminal.Show(columns, _folder.Path, Command);

        // Which of two runs side by side is done first is not said.
        int first = Array.FindIndex(shown, IsDone), behind = Array.FindIndex(shown, line => line.Contains("runs finished", StringComparison.Ordinal));
        Assert.Equal(
            7, Regex.Count(Joined(shown[first..behind]), @"\S+-seed\d is done \(\d of 7(, TIME left)?\)", RegexOptions.None, TimeSpan.FromSeconds(1)));
        RequireSame(told, [.. shown[..first], .. shown[behind..]], columns);
        string table = string.Join('\n', shown[Array.FindIndex(shown, line => line.Contains("variant ", StringComparison.Ordinal))..]);
        Assert.All((string[])["test %", "difference", "95 % interval"], column => Assert.Contains(column, table.Split('\n')[0], StringComparison.Ordinal));
        Assert.Equal(3, Regex.Count(table, @"\d+\.\d\d ± \d+\.\d\d ", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Equal(2, Regex.Count(table, @"[+-]\d+\.\d\d +\[[+-]\d+\.\d\d, [+-]\d+\.\d\d\]", RegexOptions.None, TimeSpan.FromSeconds(1)));

        // The same again, from what is in its folder.
        RequireSame(piped.Of("compare", "inspect run"), RealTerminal.Show(columns, _folder.Path, "inspect run"), columns);
        RequireSame(piped.Of("compare", "runs run"), RealTerminal.Show(columns, _folder.Path, "runs run"), columns);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Profile(int columns, string network)
    {
        string command = $"profile --network {network}";
        RequireSame(piped.Of("profile", command), RealTerminal.Show(60, _folder.Path, command), 60);
        RequireSame(piped.Of("profile", command), RealTerminal.Show(columns, _folder.Path, command), columns);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Data_sets_stand_in_two_columns(int columns)
    {
        string[] shown = RealTerminal.Show(columns, _folder.Path, "data list");

        int column = Array.Find(shown, line => line.StartsWith("  synthetic-grey ", StringComparison.Ordinal))!.LastIndexOf("synthetic-grey") + 15;
        Assert.All(
            shown.Where(line => line.StartsWith("  ", StringComparison.Ordinal) && !line.Contains(_folder.Path, StringComparison.Ordinal)),
            line => Assert.True(line.Length <= columns && line[column - 1] == ' ' && line[column] != ' ', line));
    }

    [Theory]
    [MemberData(nameof(Extremes))]
    public void A_run_that_began_with_given_weights_and_was_extended(int columns)
    {
        const string Train = "train student.yaml --init first --set network.blocks=[2] --set seed=4 --out run --cache-limit 0";
        const string Extend = "train run --extend 2 --cache-limit 0", Place = "extended";
        piped.Of(Place, "train student.yaml --out first");
        PipedOutput.WriteRecipes(_folder);
        piped.CopyTo(_folder, Place, "first", "runs");

        RequireSame(piped.Of(Place, Train), RealTerminal.Show(columns, _folder.Path, Train), columns);
        RequireSame(piped.Of(Place, Extend), RealTerminal.Show(columns, _folder.Path, Extend), columns);
        RequireSame(piped.Of(Place, "inspect run"), RealTerminal.Show(columns, _folder.Path, "inspect run"), columns);
    }

    [Theory]
    [MemberData(nameof(Extremes))]
    public void Demo(int columns)
    {
        string[] shown = RealTerminal.Show(columns, _folder.Path, "demo --budget 1s --out run");

        Assert.All(shown, line => Assert.DoesNotContain(Bar, line, StringComparison.Ordinal));
        string text = Joined(shown);
        foreach (string run in (string[])["teacher", "cross-entropy", "vanilla-kd", "tser"])
        {
            JsonElement[] epochs = [.. File.ReadAllLines(_folder.In($"run/{run}/metrics.jsonl")).Select(line => JsonElement.Parse(line))];
            JsonElement last = epochs[^1].GetProperty("evaluation");
            Assert.All(epochs, epoch => Assert.Contains($"loss {epoch.GetProperty("loss").GetDouble():F4} ", text, StringComparison.Ordinal));
            Assert.Matches(
                $@"(ANN|SNN) {run} +{Percent(epochs[^1].GetProperty("train_accuracy"))} +{Percent(last.GetProperty("accuracy"))} ", string.Join('\n', shown));
            Assert.All(last.GetProperty("step_accuracies").EnumerateArray(), step => Assert.Contains($" {Percent(step)} ", text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Nothing_stays_of_more_bars_than_the_terminal_has_rows()
    {
        using RealTerminal terminal = new(100, 6, _folder.Path, "compare compare-synthetic-tiny --jobs 8 --set training.epochs=6 --out run");
        terminal.WaitFor("and [0-9] more");

        RequireNoBars(terminal);
    }

    [Fact]
    public void Nothing_stays_of_bars_in_a_terminal_that_is_made_narrower()
    {
        using RealTerminal terminal = new(120, 24, _folder.Path, "compare compare-synthetic-tiny --jobs 2 --set training.epochs=6 --out run");
        terminal.WaitFor("images/s");
        terminal.Resize(70, 24);
        terminal.WaitFor("ce-seed0 is done");
        terminal.Resize(90, 24);

        RequireNoBars(terminal);
    }

    [Fact]
    public void Variants_are_shown_with_their_finished_seeds_while_the_others_run()
    {
        using RealTerminal terminal = new(80, 24, _folder.Path, "compare compare-synthetic-tiny --set training.epochs=12 --out run");
        terminal.WaitFor(@"\nvanilla_kd +0 of 2 seeds\ntser ");
        terminal.WaitFor(@"\nce +1 of 2 seeds +test \d+\.\d\d %");
        terminal.WaitFor(@"\ntser +1 of 2 seeds +test \d+\.\d\d % +[+-]\d+\.\d\d against ce");

        RequireNoBars(terminal);
        Assert.All(terminal.Lines(), line => Assert.True(line.Length <= 80, line));
    }

    private static void RequireNoBars(RealTerminal terminal)
    {
        string[] lines = terminal.Finish(out int code);
        Assert.Equal(0, code);
        Assert.All(lines, line => Assert.DoesNotContain(Bar, line, StringComparison.Ordinal));
        Assert.Equal(7, lines.Count(line => line.Contains(" is done (", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.Contains("images/s", StringComparison.Ordinal) || line.Contains(" more", StringComparison.Ordinal));
    }

    /// <summary>Holds a terminal to the same words as a pipe, in their order; of a table, columns may be missing, and names be broken.</summary>
    private void RequireSame(string[] piped, string[] shown, int columns)
    {
        Assert.All(shown, line => Assert.True(line.Length <= columns, line));
        Assert.All(shown, line => Assert.DoesNotContain(Bar, line, StringComparison.Ordinal));
        string text = Joined(WithoutLeftOut([.. shown.Where(line => !IsOfTable(line))])).Replace(_folder.Path, "", StringComparison.Ordinal);
        Assert.Equal(Joined([.. piped.Where(line => !IsOfTable(line))]), text);
        string[] cells = [.. piped.Where(IsOfTable).SelectMany(Words)];
        Assert.All(
            shown.Where(IsOfTable).SelectMany(Words).Where(word => word.Any(char.IsAsciiDigit)),
            word => Assert.True(
                cells.Contains(word) || (char.IsAsciiLetter(word[0]) && cells.Any(cell => cell.EndsWith(word, StringComparison.Ordinal))), word));
    }

    /// <summary>A table's rows begin with one space, and text with none or two.</summary>
    private static bool IsOfTable(string line) => line.StartsWith('─') || (line.StartsWith(' ') && !line.StartsWith("  ", StringComparison.Ordinal));

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The words with one space between them, and without what the clock says.</summary>
    private static string Joined(IReadOnlyList<string> lines)
        => Times().Replace(string.Join(' ', lines.SelectMany(Words)), "TIME").Replace(" TIME of it waiting for data", "", StringComparison.Ordinal);

    /// <summary>Without what names the columns that have no room, and its continuation further in.</summary>
    private static List<string> WithoutLeftOut(List<string> lines)
    {
        while (lines.FindIndex(line => line.StartsWith("Not shown in ", StringComparison.Ordinal)) is >= 0 and int start)
        {
            lines.RemoveRange(start, lines.FindIndex(start, line => line.EndsWith('.')) - start + 1);
        }

        return lines;
    }

    private static bool IsDone(string line) => line.Contains(" is done (", StringComparison.Ordinal);

    private static string Percent(JsonElement share) => (100 * share.GetDouble()).ToString("F2", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\b(\d+h\d\dm|\d+m\d\ds|\d+(\.\d)?s|\d{4}-\d\d-\d\d \d\d:\d\d)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Times();
}
