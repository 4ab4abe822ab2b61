using System.Text.Json.Nodes;

namespace SpikeDistill.Cli.Tests.Commands;

/// <summary>The command <c>report</c>, and the page that commands end with.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ReportTests()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Write("student.yaml", TinyRecipes.Student);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_training_ends_with_a_page_of_its_run()
    {
        Assert.Equal(0, Run(out TestTerminal terminal, "train", "student.yaml"));

        Assert.Contains("report: runs/tiny-student-seed0/report.html", terminal.Output, StringComparison.Ordinal);
        Assert.Contains("<title>Report: tiny-student</title>", File.ReadAllText(_folder.In("runs/tiny-student-seed0/report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_become_one_page_and_files_of_figures()
    {
        Assert.Equal(0, Run(out _, "train", "student.yaml"));

        Assert.Equal(0, Run(out TestTerminal terminal, "report", "runs", "--out", "shown/here/page.html", "--figures", "figures"));

        Assert.Contains("2 runs", terminal.Output, StringComparison.Ordinal);
        string page = File.ReadAllText(_folder.In("shown/here/page.html"));
        Assert.Contains("<figure id=\"accuracy\">", page, StringComparison.Ordinal);
        Assert.Contains("tiny-teacher", page, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.In("figures/accuracy.svg")));
    }

    [Fact]
    public void A_page_replaces_an_earlier_one_and_no_other_file()
    {
        Assert.Equal(0, Run(out _, "train", "teacher.yaml"));
        Assert.Equal(0, Run(out _, "report", "runs/tiny-teacher-seed0"));
        Assert.Equal(0, Run(out _, "report", "runs/tiny-teacher-seed0"));
        string weights = _folder.In("runs/tiny-teacher-seed0/weights.safetensors");
        byte[] before = File.ReadAllBytes(weights);

        Assert.Equal(2, Run(out TestTerminal terminal, "report", "runs/tiny-teacher-seed0", "--out", weights));

        Assert.Contains("it is no report", terminal.Errors, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(weights));
    }

    [Fact]
    public void What_holds_no_run_is_refused()
    {
        Directory.CreateDirectory(_folder.In("empty"));

        Assert.Equal(2, Run(out TestTerminal none, "report", "nowhere"));
        Assert.Equal(2, Run(out TestTerminal empty, "report", "empty"));

        Assert.Contains("there is no such folder", none.Errors, StringComparison.Ordinal);
        Assert.Contains("holds no run", empty.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Machines_are_told_the_page_its_figures_and_what_is_left_out()
    {
        Assert.Equal(0, Run(out _, "train", "teacher.yaml"));

        Assert.Equal(0, Run(out TestTerminal terminal, "report", "runs", "--json"));

        JsonNode told = JsonNode.Parse(terminal.Output)!;
        Assert.Equal(_folder.In("runs/report.html"), (string?)told["page"]);
        Assert.Contains("accuracy", told["figures"]!.AsArray().Select(one => (string)one!));
        Assert.Contains(told["left_out"]!.AsArray(), one => (string)one!["what"]! == "Accuracy of every single step");
    }

    [Fact]
    public void A_look_into_networks_is_kept_in_their_folders_and_shown()
    {
        Assert.Equal(0, Run(out _, "train", "student.yaml"));

        Assert.Equal(0, Run(out TestTerminal terminal, "report", "runs", "--analyse"));

        Assert.True(File.Exists(_folder.In("runs/tiny-student-seed0/analysis.json")), terminal.Output + terminal.Errors);
        string page = File.ReadAllText(_folder.In("runs/report.html"));
        Assert.Contains("<figure id=\"confusion-tiny-student\">", page, StringComparison.Ordinal);
        Assert.Contains("<figure id=\"t-sne-tiny-teacher\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<figure id=\"t-sne-teacher-of-tiny-student\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_a_teacher_stands_beside_that_of_the_other_runs()
    {
        Assert.Equal(0, Run(out _, "train", "student.yaml"));
        _folder.Write(
            "plain.yaml",
            TinyRecipes.Student.Replace("tiny-student", "plain", StringComparison.Ordinal)
                .Replace("objective: {method: tser}", "", StringComparison.Ordinal)
                .Replace("teacher: {recipe: teacher.yaml}", "", StringComparison.Ordinal));
        Assert.Equal(0, Run(out _, "train", "plain.yaml"));

        Assert.Equal(0, Run(out TestTerminal terminal, "report", "runs", "--analyse"));

        JsonNode own = Likeness("tiny-student-seed0"), other = Likeness("plain-seed0");
        Assert.False((bool)own["of_other_runs"]!, terminal.Output);
        Assert.True((bool)other["of_other_runs"]!);
        Assert.NotEqual((double)own["features"]!, (double)other["features"]!);

        JsonNode Likeness(string run) => JsonNode.Parse(File.ReadAllText(_folder.In($"runs/{run}/analysis.json")))!["likeness"]!;
    }

    [Fact]
    public void Runs_whose_weights_are_gone_are_shown_without_a_look_into_them()
    {
        Assert.Equal(0, Run(out _, "train", "teacher.yaml"));
        File.Delete(_folder.In("runs/tiny-teacher-seed0/weights.safetensors"));

        Assert.Equal(0, Run(out TestTerminal terminal, "report", "runs", "--analyse"));

        Assert.Contains("left out: A look into runs/tiny-teacher-seed0", terminal.Output, StringComparison.Ordinal);
        string[] reasons =
        [
            .. terminal.Output.Split('\n').Where(line => line.StartsWith("left out: ", StringComparison.Ordinal)).Select(line => line.Split(": ", 3)[2]),
        ];
        Assert.Equal(reasons.Distinct(StringComparer.Ordinal), reasons);
    }

    private int Run(out TestTerminal terminal, params string[] arguments)
    {
        terminal = new TestTerminal(_folder.Path);
        return CommandLine.Run(arguments, terminal.Terminal);
    }
}
