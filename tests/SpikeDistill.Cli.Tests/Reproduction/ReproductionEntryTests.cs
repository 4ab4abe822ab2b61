using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Cli.Reproduction;
using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Tests.Reproduction;

/// <summary>The entries that ship.</summary>
public sealed class ReproductionEntryTests
{
    public static TheoryData<string> Names => [.. ReproductionEntries.Names];

    [Fact]
    public void Every_table_and_figure_is_there()
        => Assert.Empty(
            new[]
            {
                "tser/table-1-cifar100", "tser/table-1-cifar10", "tser/table-2", "tser/table-3", "tser/table-4", "tser/figure-2", "tser/figure-3",
                "tser/figure-4", "tser/figure-5", "bkdsnn/imagenet", "bkdsnn/cifar100", "bkdsnn/cifar10", "bkdsnn/cifar10-dvs", "bkdsnn/ablation",
                "bkdsnn/figure-2", "bkdsnn/figure-3", "bkdsnn/figure-4", "bkdsnn/figure-a1",
            }.Except(ReproductionEntries.Names));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_scale_of_an_entry_is_a_comparison_of_its_name(string name)
    {
        ReproductionEntry entry = ReproductionEntries.Find(name);

        Assert.Equal(ReproductionScale.All, entry.Scales);
        foreach (string scale in entry.Scales)
        {
            Comparison comparison = ComparisonRecipe.Load(entry.FileOf(scale), [], Repository.Root, null, ProgramCatalog.Shipped);
            Assert.Equal($"reproduce-{name.Replace('/', '-')}-{scale}", comparison.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_printed_number_belongs_to_a_row_that_the_hours_measure(string name)
    {
        ReproductionEntry entry = ReproductionEntries.Find(name);
        Comparison comparison = ComparisonRecipe.Load(entry.FileOf("hours"), [], Repository.Root, null, ProgramCatalog.Shipped);
        IReadOnlyList<Measure> measures = Measure.All("test", 1);
        PrintedTable printed = entry.Printed("hours", measures, []);

        Assert.Empty(printed.OmittedBy(comparison));
        Assert.All(printed.Cells, cell => Assert.Contains(cell.Measure, measures.Select(measure => measure.Key)));
        Assert.All(printed.Cells.Where(cell => cell.Measure == "accuracy"), cell => Assert.InRange(cell.Paper, 0.5, 1));
        Assert.Distinct(printed.Cells.Select(cell => (cell.Row, cell.Measure)));
    }

    [Fact]
    public void Printed_numbers_take_the_units_of_measures()
    {
        PrintedTable printed = ReproductionEntries.Find("tser/table-4").Printed("minutes", Measure.All("test", 1), []);

        Assert.Equal(405.33e6, printed.Cells.Single(cell => cell is { Row: "r18-vanilla_kd", Measure: "acs" }).Paper, 1);
        Assert.Equal(0.3493, printed.Cells.Single(cell => cell is { Row: "r18-bkdsnn", Measure: "layer_firing_rate" }).Paper, 12);
        Assert.Equal(0.0008, ReproductionEntries.Find("tser/table-1-cifar100").Printed("paper", Measure.All("test", 1), []).Cells
            .Single(cell => cell.Row == "r18-tser-t2").PaperDeviation!.Value, 12);
    }
}
