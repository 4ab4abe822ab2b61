using System.Globalization;
using System.Text;

namespace SpikeDistill.Options;

/// <summary>The kinds of values that options can have.</summary>
public static class Kinds
{
    private static readonly string[] FlagNames = ["true", "false"];

    /// <summary><c>true</c> or <c>false</c>, also as <c>True</c> or <c>TRUE</c>: what YAML's core schema reads as one.</summary>
    public static Kind<bool> Flag { get; } = new FlagKind();

    /// <summary>Any text but an empty one.</summary>
    public static Kind<string> Text { get; } = new ScalarKind<string>("a text", (string text, out string value) => (value = text).Length > 0, value => value);

    /// <summary>A text that may be missing.</summary>
    public static Kind<string?> OptionalText { get; } = new MayBeMissing<string>(Text);

    /// <summary>A name that can be a folder's name on every system.</summary>
    public static Kind<string> FolderName { get; } = new ScalarKind<string>(
        "a name of 1 to 80 letters, digits, '-', '_' or '.', starting with a letter or digit",
        (string text, out string value) => IsFolderName(value = text),
        value => value);

    /// <summary>A path, made absolute from the place it is written at; may be missing.</summary>
    public static Kind<string?> Path { get; } = new PathKind();

    /// <summary>A seed: a whole number of at least 0.</summary>
    public static Kind<long> Seed { get; } = new ScalarKind<long>(
        "a whole number of at least 0",
        (string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value),
        value => value.ToString(CultureInfo.InvariantCulture),
        new Bounds { Least = 0 });

    /// <summary>A number above 0.</summary>
    public static Kind<double> Positive { get; } = Number(above: 0);

    /// <summary>A number of at least 0.</summary>
    public static Kind<double> NotNegative { get; } = Number(least: 0);

    /// <summary>A number of at least 0 and below 1.</summary>
    public static Kind<double> ShareBelowOne { get; } = Number(least: 0, below: 1);

    /// <summary>A number of at least 0 and at most 1.</summary>
    public static Kind<double> Share { get; } = Number(least: 0, most: 1);

    /// <summary>A whole number.</summary>
    /// <param name="least">The smallest that is possible.</param>
    /// <param name="most">The largest that is possible.</param>
    /// <param name="meaning">What is said of it in brackets, such as <c>0 for all</c>.</param>
    public static Kind<int> Integer(int least, int most = int.MaxValue, string? meaning = null)
    {
        Bounds bounds = new() { Least = least, Most = most == int.MaxValue ? null : most };
        return new ScalarKind<int>(
            Meant(bounds.Describe("whole number"), meaning),
            (string text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
                && bounds.Contain(value),
            value => value.ToString(CultureInfo.InvariantCulture),
            bounds);
    }

    /// <summary>A finite number within bounds; without any, every finite number.</summary>
    /// <param name="least">The smallest that is possible.</param>
    /// <param name="above">What it must be above.</param>
    /// <param name="most">The largest that is possible.</param>
    /// <param name="below">What it must be below.</param>
    /// <param name="meaning">What is said of it in brackets, such as <c>the share of distillation</c>.</param>
    public static Kind<double> Number(double? least = null, double? above = null, double? most = null, double? below = null, string? meaning = null)
    {
        Bounds bounds = new() { Least = least, Above = above, Most = most, Below = below };
        return new ScalarKind<double>(
            Meant(bounds.Describe("number"), meaning),
            (string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && bounds.Contain(value),
            value => value.ToString("R", CultureInfo.InvariantCulture),
            bounds);
    }

    /// <summary>The same in single precision.</summary>
    /// <inheritdoc cref="Number"/>
    public static Kind<float> Single(double? least = null, double? above = null, double? most = null, double? below = null, string? meaning = null)
    {
        Bounds bounds = new() { Least = least, Above = above, Most = most, Below = below };
        return new ScalarKind<float>(
            Meant(bounds.Describe("number"), meaning),
            (string text, out float value) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && bounds.Contain(value),
            value => value.ToString("R", CultureInfo.InvariantCulture),
            bounds);
    }

    /// <summary>A value that may be missing.</summary>
    public static Kind<T?> Optional<T>(Kind<T> kind)
        where T : struct
        => new OptionalKind<T>(kind);

    /// <summary>A list of values of one kind.</summary>
    /// <param name="expected">What is possible, completing "must be ...", such as <c>a list such as [crop, flip]</c>.</param>
    /// <param name="item">The kind of each value.</param>
    public static Kind<IReadOnlyList<T>> List<T>(string expected, Kind<T> item) => new ListKind<T>(expected, item);

    /// <summary>Two values of one kind, written as a list.</summary>
    /// <param name="expected">What is possible, completing "must be ...", such as <c>two numbers, such as [0.9, 0.999]</c>.</param>
    /// <param name="item">The kind of each value.</param>
    public static Kind<(T First, T Second)> Pair<T>(string expected, Kind<T> item) => new PairKind<T>(expected, item);

    /// <summary>One of a set of names; a near miss is named in the message.</summary>
    public static Kind<string> Name(IReadOnlyList<string> names) => Name(() => names);

    /// <summary>One of a set of names that may grow, because users of the library add to it.</summary>
    public static Kind<string> Name(Func<IReadOnlyList<string>> names) => new NameKind<string>(names, name => name, value => value);

    /// <summary>A value of an enumeration by its name in lower case with underscores.</summary>
    /// <param name="possible">Those that are possible; none for all.</param>
    public static Kind<T> Enumeration<T>(params T[] possible)
        where T : struct, Enum
    {
        Dictionary<string, T> values = (possible.Length == 0 ? Enum.GetValues<T>() : possible).ToDictionary(value => SnakeCase(value.ToString()));
        string[] names = [.. values.Keys];
        return new NameKind<T>(() => names, name => values[name], value => SnakeCase(value.ToString()));
    }

    private static string Meant(string expected, string? meaning) => meaning is null ? expected : $"{expected} ({meaning})";

    private static string SnakeCase(string name)
    {
        StringBuilder text = new();
        foreach (char letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }

    private static bool IsFolderName(string text)
        => text.Length is > 0 and <= 80 && char.IsAsciiLetterOrDigit(text[0]) && text[^1] != '.'
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    private sealed class FlagKind : Kind<bool>
    {
        public override string Expected => "true or false";

        public override IReadOnlyList<string> Names => FlagNames;

        internal override bool Read(RecipeNode node, string path) => (node as ScalarNode)?.Text switch
        {
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ => throw node.Error($"'{path}' must be {Expected}, not {node.Described}."),
        };

        internal override RecipeNode Write(bool value) => new ScalarNode(value ? "true" : "false");
    }

    private sealed class NameKind<T>(Func<IReadOnlyList<string>> known, Func<string, T> value, Func<T, string> name) : Kind<T>
    {
        public override string Expected => $"one of {string.Join(", ", known())}";

        public override IReadOnlyList<string> Names => known();

        internal override T Read(RecipeNode node, string path)
        {
            IReadOnlyList<string> names = known();
            if (node is ScalarNode { IsNull: false } scalar && names.Contains(scalar.Text))
            {
                return value(scalar.Text);
            }

            string hint = node is ScalarNode { IsNull: false } wrong ? Nearest.Suggestion(wrong.Text, names) : "";
            throw node.Error($"'{path}' must be {Expected}, not {node.Described}.{hint}");
        }

        internal override RecipeNode Write(T one) => new ScalarNode(name(one));
    }

    private sealed class PathKind : Kind<string?>
    {
        public override string Expected => "a path";

        internal override string? Read(RecipeNode node, string path) => node switch
        {
            ScalarNode { IsNull: true } => null,
            ScalarNode scalar when !scalar.Text.Contains('\0', StringComparison.Ordinal) => FullPath(scalar),
            _ => throw node.Error($"'{path}' must be {Expected}, not {node.Described}."),
        };

        internal override RecipeNode? Write(string? value) => value is null ? null : new ScalarNode(value);

        // What comes from code stands in no folder that a relative path could start from.
        private static string FullPath(ScalarNode scalar) => System.IO.Path.IsPathFullyQualified(scalar.Origin.Directory)
            ? System.IO.Path.GetFullPath(scalar.Text, scalar.Origin.Directory)
            : System.IO.Path.GetFullPath(scalar.Text);

        // A path in settings is absolute, or the system's own from where the program runs.
        private protected override void RequirePossible(string? value, string path)
        {
        }
    }
}
