using System.Reflection;
using SpikeDistill.Catalogs;
using SpikeDistill.Distillation;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Normalizations;
using SpikeDistill.Neurons;
using SpikeDistill.Options;
using SpikeDistill.Recipes;
using SpikeDistill.Surrogates;

namespace SpikeDistill.Tests.Options;

/// <summary>Bounds are one and the same from a recipe and from code: every number that is declared, at its bounds and beyond.</summary>
public sealed class BoundsTests
{
    public static TheoryData<string, string> OptionsOfTerms
        => Rows(
            Catalog.Default.Terms.All.SelectMany(term => term.Options.Where(option => option.Bounds is not null).Select(option => (term.Name, option.Name))));

    public static TheoryData<string, string> OptionsOfNeurons
        => Rows(
            Catalog.Default.Neurons.All.SelectMany(
                neuron => neuron.Options.Where(option => option.Bounds is not null).Select(option => (neuron.Name, option.Name))));

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
    [MemberData(nameof(OptionsOfNeurons))]
    public void Options_of_neurons_have_one_bound(string neuron, string option)
    {
        Entry<Neuron> entry = Catalog.Default.Neurons.Find(neuron);
        foreach ((double value, bool possible) in SingleValues(entry.Options.Single(one => one.Name == option).Bounds!))
        {
            string? read = Failure(() => new NeuronKind(Catalog.Default).Read(Yaml($"{{type: {neuron}, {option}: {SingleText(value)}}}"), neuron));
            string? code = Failure(() => With(entry.Default, option, value).CheckOptions());

            Assert.Equal(possible, code is null);
            Assert.Equal(code, read);
        }
    }

    [Fact]
    public void Parameters_of_surrogates_have_one_bound()
    {
        foreach (Entry<ISurrogateFunction> entry in Catalog.Default.Surrogates.All)
        {
            OptionInfo option = Assert.Single(entry.Options);
            foreach ((double value, bool possible) in SingleValues(option.Bounds!))
            {
                string? read = Failure(
                    () => new NeuronKind(Catalog.Default).Read(Yaml($"{{surrogate: {entry.Name}, {option.Name}: {SingleText(value)}}}"), ""));
                string? code = Failure(() => Activator.CreateInstance(entry.Default.GetType(), (float)value));

                Assert.Equal(possible, code is null);
                Assert.Equal(code, read);
            }
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
    [InlineData("classes", 1, 1_000_000)]
    [InlineData("input_channels", 1, 4096)]
    [InlineData("timesteps", 1, 10_000)]
    public void Sizes_of_networks_have_one_bound(string size, int least, int most)
    {
        foreach (int value in (int[])[least - 1, least, most, most + 1])
        {
            string? read = Failure(() => new RecipeKeys(Catalog.Default).Experiment.Read(Yaml($"network: {{{size}: {value}}}"), ""));
            string? code = Failure(() => NetworkOptions.Require(With(new NetworkSettings(), size, value)));

            Assert.Equal(value < least || value > most, code is not null);
            Assert.Equal(code, read);
        }
    }

    [Fact]
    public void Options_of_architectures_and_normalizations_have_one_bound()
    {
        NetworkKind kind = new(Catalog.Default);
        Assert.All(
            Catalog.Default.Networks.All,
            entry => HoldsBounds(entry, option => kind.Read(Yaml($"{{architecture: {entry.Name}, {option}}}"), entry.Name)));
        ChoiceKind<Normalization> normalizations = new("type", Catalog.Default.Normalizations);
        Assert.All(
            Catalog.Default.Normalizations.All, entry => HoldsBounds(
                entry,
                option => normalizations.Read(Yaml($"{{type: {entry.Name}, {option}}}"), entry.Name)));
    }

    private static void HoldsBounds<T>(Entry<T> entry, Action<string> readRecipe)
        where T : class, IDeclared<T>
    {
        foreach (OptionInfo option in entry.Options.Where(option => option.Bounds is not null))
        {
            bool whole = option.Expected.Contains("whole", StringComparison.Ordinal);
            IEnumerable<(double Value, bool Possible)> values = whole ? Values(option.Bounds!, one => [one, one - 1, one + 1]) : SingleValues(option.Bounds!);
            foreach ((double value, bool possible) in values.Where(one => !whole || double.IsFinite(one.Value)))
            {
                string? read = Failure(() => readRecipe($"{option.Name}: {(whole ? Text(value) : SingleText(value))}"));
                string? code = Failure(() => With(entry.Default, option.Name, value).CheckOptions());

                Assert.Equal(possible, code is null);
                Assert.Equal(code, read);
            }
        }
    }

    private static TheoryData<string, string> Rows(IEnumerable<(string, string)> rows) => new(rows);

    /// <summary>Values at the bounds, inside, and beyond, with whether they are possible.</summary>
    private static IEnumerable<(double Value, bool Possible)> Values(Bounds bounds)
        => Values(bounds, one => [one, Math.BitDecrement(one), Math.BitIncrement(one)]);

    /// <summary>The same for numbers in single precision.</summary>
    private static IEnumerable<(double Value, bool Possible)> SingleValues(Bounds bounds)
        => Values(bounds, one => [one, MathF.BitDecrement((float)one), MathF.BitIncrement((float)one)]);

    private static IEnumerable<(double Value, bool Possible)> Values(Bounds bounds, Func<double, double[]> near)
        => new[] { bounds.Least, bounds.Above, bounds.Most, bounds.Below }.OfType<double>().SelectMany(near)
            .Concat([double.NaN, double.PositiveInfinity, double.NegativeInfinity])
            .Select(value => (value, bounds.Contain(value)));

    private static RecipeNode Yaml(string text) => YamlReader.Read(text, "", _ => "");

    private static ObjectiveSettings Read(string yaml) => new ObjectiveKind(Catalog.Default).Read(Yaml(yaml), "objective");

    private static string Text(double value) => value.ToString("R");

    private static string SingleText(double value) => ((float)value).ToString("R");

    private static string? Failure(Action action)
        => Record.Exception(action) is { } error ? (error as TargetInvocationException)?.InnerException!.Message ?? error.Message : null;

    /// <summary>A copy of a record with another value in the property that an option is.</summary>
    private static T With<T>(T record, string option, object value)
        where T : notnull
    {
        string name = string.Concat(option.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        T copy = (T)record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;
        PropertyInfo property = record.GetType().GetProperty(name)!;
        property.SetValue(copy, Convert.ChangeType(value, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType));
        return copy;
    }
}
