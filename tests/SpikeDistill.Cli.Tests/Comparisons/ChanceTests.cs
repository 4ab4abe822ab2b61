using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Statistics;

namespace SpikeDistill.Cli.Tests.Comparisons;

/// <summary>A comparison of runs that only guess does not look like a result.</summary>
public sealed class ChanceTests
{
    private static readonly PairedDifference Nothing = PairedDifference.Of([0.1, 0.1], [0.1, 0.1]);

    [Fact]
    public void Runs_that_only_guess_show_nothing_and_no_certain_zero()
    {
        string[] notes = [.. ComparisonNotes.OfChance(Summary(classes: 10, 0.1, 0.11))];

        Assert.Equal(2, notes.Length);
        Assert.StartsWith("No variant is better than guessing (10.00 %)", notes[0]);
        Assert.StartsWith("An interval of no width (other) is not certainty", notes[1]);
    }

    [Theory]
    [InlineData(10, 0.1, 0.3)]
    [InlineData(null, 0.1, 0.1)]
    public void Where_one_has_learned_or_the_classes_are_not_known_nothing_is_said_of_guessing(int? classes, double first, double second)
        => Assert.DoesNotContain(
            ComparisonNotes.OfChance(Summary(classes, first, second)), note => note.StartsWith("No variant", StringComparison.Ordinal));

    [Fact]
    public void A_teacher_that_guesses_is_named_and_one_that_has_learned_is_not()
    {
        ComparisonSummary summary = Summary(classes: 10, 0.3, 0.4) with
        {
            Teachers =
            [
                new SummaryRow("vit-seed0") { Images = 1000, Mean = 0.088 },
                new SummaryRow("resnet-seed0") { Images = 1000, Mean = 0.13 },
                new SummaryRow("untold-seed0"),
            ],
        };

        string note = Assert.Single(ComparisonNotes.OfGuessing(summary));
        Assert.StartsWith("The teacher vit-seed0 is not better than guessing (10.00 %), with 8.80 % of 1,000 images: ", note);
        Assert.Contains(note, ComparisonNotes.OfChance(summary));
    }

    [Fact]
    public void A_variant_that_guesses_is_named_where_others_have_learned()
        => Assert.Equal("Not better than guessing (10.00 %): base.", Assert.Single(ComparisonNotes.OfGuessing(Summary(classes: 10, 0.1, 0.3))));

    private static ComparisonSummary Summary(int? classes, double first, double second) => new(
        "tiny", "folder", 4, 4, [0, 1], "base", "test", [],
        [
            new SummaryRow("base") { Seeds = 2, Images = 200, Mean = first },
            new SummaryRow("other", Nothing) { Seeds = 2, Images = 200, Mean = second },
        ],
        [], new Dictionary<string, string>(StringComparer.Ordinal))
    {
        Classes = classes,
    };
}
