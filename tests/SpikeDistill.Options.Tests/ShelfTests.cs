namespace SpikeDistill.Options.Tests;

/// <summary>What can be named, chosen in a recipe beside its own options.</summary>
public sealed class ShelfTests
{
    private static readonly Section<Round> RoundOptions = new Section<Round>(() => new Round())
        .Key("radius", Kinds.Positive, s => s.Radius, (s, v) => s with { Radius = v }, "In metres.");

    private static readonly Section<Square> SquareOptions = new Section<Square>(() => new Square())
        .Key("side", Kinds.Positive, s => s.Side, (s, v) => s with { Side = v }, "In metres.");

    private readonly Shelf<Entry<Form>> _forms = new(
        "form", [Entry<Form>.Of("round", "all around", RoundOptions), Entry<Form>.Of("square", "four sides", SquareOptions)]);

    [Fact]
    public void An_unknown_name_is_told_with_the_names_and_the_nearest()
        => Assert.StartsWith(
            "There is no form 'sqare'. Did you mean 'square'? There are: round, square.",
            Assert.Throws<ArgumentException>(() => _forms.Find("sqare")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void One_is_added_in_a_call()
    {
        _forms.Add("point", "nothing to measure", new Section<Point>(() => new Point()));

        Assert.Equal(["round", "square", "point"], _forms.Names);
        Assert.Equal(new Point(), _forms.Find("point").Default);
        Assert.Equal(new Thing(new Point()), Read("{form: point}"));
    }

    [Fact]
    public void A_name_is_taken_once_and_is_one_that_recipes_can_write()
    {
        Assert.StartsWith(
            "There is a form 'round' already; choose another name.",
            Assert.Throws<ArgumentException>(() => _forms.Add("round", "", RoundOptions)).Message,
            StringComparison.Ordinal);
        Assert.Contains("letters, digits", Assert.Throws<ArgumentException>(() => _forms.Add("a b", "", RoundOptions)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_everybody_shares_is_not_added_to()
    {
        Shelf<Entry<Form>> shared = new("form", _forms.All, isFixed: true);

        Assert.Contains(
            "new Catalog()", Assert.Throws<InvalidOperationException>(() => shared.Add("round2", "", RoundOptions)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_options_of_what_is_chosen_stand_beside_the_choice()
    {
        Assert.Equal(new Thing(new Round { Radius = 2 }), Read("{radius: 2}"));
        Assert.Equal(new Thing(new Square { Side = 3 }, 7), Read("{side: 3, weight: 7, form: square}"));
        Assert.Equal("form: square\nside: 3\nweight: 7\n", YamlWriter.Write((MapNode)Things().Write(new Thing(new Square { Side = 3 }, 7))));
        Assert.Equal(["form", "radius", "weight"], Things().Options.Select(option => option.Name));
    }

    [Theory]
    [InlineData("{form: square, radius: 2}", "unknown key 'radius' in 'thing'. The form square has side; 'radius' belongs to round.")]
    [InlineData("{form: square, sid: 2}", "unknown key 'sid' in 'thing'. Did you mean 'side'?")]
    [InlineData("{form: squar}", "'thing.form' must be one of round, square, not 'squar'. Did you mean 'square'?")]
    [InlineData("{side: -1, form: square}", "'thing.side' must be a number above 0, not '-1'.")]
    public void A_mistake_is_told_by_what_was_chosen(string yaml, string told)
        => Assert.Contains(told, Assert.Throws<RecipeException>(() => Read(yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public void Code_is_checked_by_what_was_chosen()
    {
        Assert.Contains(
            "'thing.side' must be a number above 0",
            Assert.Throws<ArgumentException>(() => Things().Check(new Thing(new Square { Side = 0 }), "thing")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "The form Point has no name in this catalog",
            Assert.Throws<ArgumentException>(() => Things().Check(new Thing(new Point()), "thing")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Declared_options_hold_values_that_are_compared_and_checked()
    {
        Option<double> alpha = new("alpha", Kinds.Number(least: 0, most: 1), 0.5, "The share."), beta = new("beta", Kinds.Positive, 1, "Another.");
        OptionValues values = OptionValues.Of([alpha]), other = values.With(alpha, 0.25);

        Assert.Equal((0.5, 0.25), (values.Get(alpha), other.Get(alpha)));
        Assert.NotEqual(values, other);
        Assert.Equal(values, other.With(alpha, 0.5));
        Assert.Equal(0.1, OptionValues.Of([alpha.WithDefault(0.1)]).Get(alpha));
        Assert.Contains(
            "'alpha' must be a number from 0 to 1, not '2'", Assert.Throws<ArgumentException>(() => values.With(alpha, 2)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "There is no option 'beta' here. There are: alpha.", Assert.Throws<ArgumentException>(() => values.Get(beta)).Message, StringComparison.Ordinal);
    }

    private Section<Thing> Things() => new Section<Thing>(() => new Thing(new Round()))
        .Choose("form", _forms, s => s.Form, (s, v) => s with { Form = v }, "What it looks like.")
        .Key("weight", Kinds.Integer(0), s => s.Weight, (s, v) => s with { Weight = v }, "In grams.");

    private Thing Read(string yaml) => Things().Read(YamlReader.Read(yaml, "", _ => "here"), "thing");

    private abstract record Form;

    private sealed record Round : Form
    {
        public double Radius { get; init; } = 1;
    }

    private sealed record Square : Form
    {
        public double Side { get; init; } = 1;
    }

    private sealed record Point : Form;

    private sealed record Thing(Form Form, int Weight = 0);
}
