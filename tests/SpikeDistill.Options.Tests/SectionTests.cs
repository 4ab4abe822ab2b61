namespace SpikeDistill.Options.Tests;

/// <summary>One declaration reads and writes recipes, checks values from code, and says what there is.</summary>
public sealed class SectionTests
{
    private static readonly Section<Oven> Ovens = new Section<Oven>(() => new Oven())
        .Key("heat", Kinds.Number(least: 20, below: 300), s => s.Heat, (s, v) => s with { Heat = v }, "Degrees Celsius.")
        .Key("shelves", Kinds.Integer(1, 6), s => s.Shelves, (s, v) => s with { Shelves = v }, "Shelves that are in use.")
        .Key("fan", Kinds.Flag, s => s.Fan, (s, v) => s with { Fan = v }, "Whether air is moved.")
        .Key("minutes", Kinds.Optional(Kinds.Positive), s => s.Minutes, (s, v) => s with { Minutes = v }, "How long; left out, until it is done.");

    [Fact]
    public void What_is_declared_is_what_help_shows()
        => Assert.Equal(
            [
                "heat=180: a number of at least 20 and below 300. Degrees Celsius.",
                "shelves=1: a whole number from 1 to 6. Shelves that are in use.",
                "fan=false: true or false. Whether air is moved.",
                "minutes=: a number above 0. How long; left out, until it is done.",
            ],
            Ovens.Options.Select(option => $"{option.Name}={option.Default}: {option.Expected}. {option.Help}"));

    [Theory]
    [InlineData(20, true)]
    [InlineData(299.99, true)]
    [InlineData(19.99, false)]
    [InlineData(300, false)]
    [InlineData(double.NaN, false)]
    [InlineData(double.PositiveInfinity, false)]
    public void Code_and_recipe_meet_the_same_bound_and_the_same_message(double heat, bool possible)
    {
        string? read = MessageOf(() => Ovens.Read(YamlReader.Read(FormattableString.Invariant($"heat: {heat:R}"), "", _ => "here"), "oven"));
        string? code = MessageOf(() => Ovens.Check(new Oven { Heat = heat }, "oven"));

        Assert.Equal(possible, read is null);
        Assert.Equal(read, code is null ? null : $"here: {code}");
        Assert.True(possible || read!.Contains("'oven.heat' must be a number of at least 20 and below 300, not", StringComparison.Ordinal), read);
    }

    [Fact]
    public void What_is_missing_from_code_is_refused_like_what_is_missing_from_a_recipe()
        => Assert.Contains("not nothing", Assert.Throws<ArgumentException>(() => Kinds.Text.Check(null!, "name")).Message, StringComparison.Ordinal);

    [Fact]
    public void Written_section_reads_back_to_equal_settings()
    {
        Oven oven = new() { Heat = 200.5, Shelves = 6, Fan = true, Minutes = 12 };

        Assert.Equal(oven, Ovens.Read(Ovens.Write(oven), ""));
        Assert.Equal(new Oven(), Ovens.Read(Ovens.Write(new Oven()), ""));
    }

    [Theory]
    [InlineData(null, null, null, null, "a finite number")]
    [InlineData(0.0, null, 1.0, null, "a number from 0 to 1")]
    [InlineData(null, 0.0, null, null, "a number above 0")]
    [InlineData(null, 0.0, 1.0, null, "a number above 0 and at most 1")]
    [InlineData(0.0, null, null, 1.0, "a number of at least 0 and below 1")]
    public void Bounds_are_told_in_words(double? least, double? above, double? most, double? below, string told)
        => Assert.Equal(told, Kinds.Number(least, above, most, below).Expected);

    private static string? MessageOf(Action action) => Record.Exception(action)?.Message;

    private sealed record Oven
    {
        public double Heat { get; init; } = 180;

        public int Shelves { get; init; } = 1;

        public bool Fan { get; init; }

        public double? Minutes { get; init; }
    }
}
