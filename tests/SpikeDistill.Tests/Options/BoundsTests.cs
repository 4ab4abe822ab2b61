using System.Reflection;
using SpikeDistill.Catalogs;
using SpikeDistill.Distillation;
using SpikeDistill.Networks.Families;
using SpikeDistill.Options;
using SpikeDistill.Recipes;

namespace SpikeDistill.Tests.Options;

/// <summary>Bounds are one and the same from a recipe and from code: every number that is declared, at its bounds and beyond.</summary>
public sealed class BoundsTests
{
    public static TheoryData<string, string> OptionsOfTerms
        => Rows(
            Catalog.Default.Terms.All.SelectMany(term => term.Options.Where(option => option.Bounds is not null).Select(option => (term.Name, option.Name))));

    public static TheoryData<string, string> OptionsOfMethods
        => Rows(
            Catalog.Default.Methods.All.SelectMany(
                method => method.Options.Where(option => option.Bounds is not null).Select(option => (method.Name, option.Name))));

    [Theory]
    [MemberData(nameof(OptionsOfTerms))]
    public void Options_of_terms_have_one_bound(string term, string option)
    {
        Entry<Term> entry = Catalog.Default.Terms.Find(term);
        foreach ((double value, bool possible) in Values(entry.Options.Single(one => one.Name == option).Bounds!))
        {
            string? read = Failure(() => Read($"{{terms: [{{term: {term}, {option}: {Text(value)}}}, entropy]}}"));
            string? code = Failure(() => entry.Section.Check(With(entry.Default, option, value), "objective.terms.0"));

            Assert.Equal(possible, code is null);
            Assert.Equal(code, read);
        }
    }

    [Theory]
    [MemberData(nameof(OptionsOfMethods))]
    public void Options_of_methods_have_one_bound(string method, string option)
    {
        Method named = Catalog.Default.Methods.Find(method);
        foreach ((double value, bool possible) in Values(named.Options.Single(one => one.Name == option).Bounds!))
        {
            string? read = Failure(() => Read($"{{method: {method}, {option}: {Text(value)}}}"));
            string? code = Failure(() => named.Objective(o => named.Declared.Single(one => one.Name == option) switch
            {
                Option<double> number => o.With(number, value),
                Option<double?> number => o.With(number, value),
                _ => throw new InvalidOperationException(option),
            }));

            Assert.Equal(possible, code is null);
            Assert.Equal(code, read?.Replace($"'objective.{option}'", $"'{option}'", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("width", 1, 4096)]
    [InlineData("stem_stride", 1, 32)]
    [InlineData("classes", 1, 1_000_000)]
    [InlineData("input_channels", 1, 4096)]
    [InlineData("timesteps", 1, 1024)]
    public void Sizes_of_networks_have_one_bound(string size, int least, int most)
    {
        foreach (int value in (int[])[least - 1, least, most, most + 1])
        {
            string? read = Failure(() => new RecipeKeys(Catalog.Default).Experiment.Read(YamlReader.Read($"network: {{{size}: {value}}}", "", _ => ""), ""));
            string? code = Failure(() => NetworkOptions.Require(With(new NetworkSettings(), size, value)));

            Assert.Equal(value < least || value > most, code is not null);
            Assert.Equal(code, read);
        }
    }

    private static TheoryData<string, string> Rows(IEnumerable<(string, string)> rows) => new(rows);

    /// <summary>Values at the bounds, inside, and beyond, with whether they are possible.</summary>
    private static IEnumerable<(double Value, bool Possible)> Values(Bounds bounds)
    {
        double[] candidates =
        [
            double.NaN, double.PositiveInfinity, double.NegativeInfinity,
            .. new[] { bounds.Least, bounds.Above, bounds.Most, bounds.Below }.OfType<double>().SelectMany(
                one => (double[])[one, Math.BitDecrement(one), Math.BitIncrement(one)]),
        ];
        return candidates.Select(value => (value, bounds.Contain(value)));
    }

    private static ObjectiveSettings Read(string yaml) => new ObjectiveKind(Catalog.Default).Read(YamlReader.Read(yaml, "", _ => ""), "objective");

    private static string Text(double value) => value.ToString("R");

    private static string? Failure(Action action) => Record.Exception(action)?.Message;

    /// <summary>A copy of a record with another value in the property that an option is.</summary>
    private static T With<T>(T record, string option, object value)
        where T : notnull
    {
        string name = string.Concat(option.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        T copy = (T)record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;
        PropertyInfo property = record.GetType().GetProperty(name)!;
        property.SetValue(copy, Convert.ChangeType(value, property.PropertyType));
        return copy;
    }
}
