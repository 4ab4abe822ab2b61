using System.Globalization;
using System.Text;

namespace SpikeDistill.Options;

/// <summary>The kinds of scalars that recipes are made of.</summary>
internal static class Kinds
{
    public static Kind<bool> Flag { get; } = new ScalarKind<bool>("true or false", ReadFlag, value => value ? "true" : "false");

    public static Kind<string> Text { get; } = new ScalarKind<string>("a text", (string text, out string value) => (value = text).Length > 0, value => value);

    /// <summary>A name that can be a folder's name on every system.</summary>
    public static Kind<string> FolderName { get; } = new ScalarKind<string>(
        "a name of 1 to 80 letters, digits, '-', '_' or '.', starting with a letter or digit",
        (string text, out string value) => IsFolderName(value = text),
        value => value);

    /// <summary>A path, made absolute from the place it is written at.</summary>
    public static Kind<string?> Path { get; } = new PathKind();

    public static Kind<int> Integer(int least, int most = int.MaxValue, string? meaning = null) => new ScalarKind<int>(
        (most == int.MaxValue ? $"a whole number of at least {least}" : $"a whole number from {least} to {most}") + (meaning is null ? "" : $" ({meaning})"),
        (string text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= least && value <= most,
        value => value.ToString(CultureInfo.InvariantCulture));

    public static Kind<long> Seed { get; } = new ScalarKind<long>(
        "a whole number of at least 0",
        (string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value),
        value => value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Any finite number for which <paramref name="possible"/> holds.</summary>
    public static Kind<double> Number(string expected, Func<double, bool> possible) => new ScalarKind<double>(
        expected,
        (string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value) && possible(value),
        value => value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>The same in single precision.</summary>
    public static Kind<float> Single(string expected, Func<float, bool> possible) => new ScalarKind<float>(
        expected,
        (string text, out float value) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value) && possible(value),
        value => value.ToString("R", CultureInfo.InvariantCulture));

    public static Kind<double> Positive { get; } = Number("a number above 0", value => value > 0);

    public static Kind<double> NotNegative { get; } = Number("a number of at least 0", value => value >= 0);

    public static Kind<double> ShareBelowOne { get; } = Number("a number of at least 0 and below 1", value => value is >= 0 and < 1);

    /// <summary>A text that may be missing.</summary>
    public static Kind<string?> OptionalText { get; } = new OptionalTextKind();

    /// <summary>One of a set of names; a near miss is named in the message.</summary>
    public static Kind<string> Name(IReadOnlyList<string> names) => Name(() => names);

    /// <summary>One of a set of names that may grow, because users of the library add to it.</summary>
    public static Kind<string> Name(Func<IReadOnlyList<string>> names) => new NameKind<string>(names, name => name, value => value);

    /// <summary>A value of an enumeration by its name in lower case with underscores.</summary>
    public static Kind<T> Enumeration<T>()
        where T : struct, Enum
    {
        Dictionary<string, T> values = Enum.GetValues<T>().ToDictionary(value => SnakeCase(value.ToString()));
        string[] names = [.. values.Keys];
        return new NameKind<T>(() => names, name => values[name], value => SnakeCase(value.ToString()));
    }

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

    private static bool ReadFlag(string text, out bool value)
    {
        value = text == "true";
        return text is "true" or "false";
    }

    private static bool IsFolderName(string text)
        => text.Length is > 0 and <= 80 && char.IsAsciiLetterOrDigit(text[0]) && text[^1] != '.'
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    private sealed class NameKind<T>(Func<IReadOnlyList<string>> known, Func<string, T> value, Func<T, string> name) : Kind<T>
    {
        public override T Read(RecipeNode node, string path)
        {
            IReadOnlyList<string> names = known();
            if (node is ScalarNode scalar && names.Contains(scalar.Text))
            {
                return value(scalar.Text);
            }

            string hint = node is ScalarNode { IsNull: false } wrong ? Nearest.Suggestion(wrong.Text, names) : "";
            throw node.Error($"'{path}' must be one of {string.Join(", ", names)}, not {node.Described}.{hint}");
        }

        public override RecipeNode Write(T one) => new ScalarNode(name(one));
    }

    private sealed class OptionalTextKind : Kind<string?>
    {
        public override string? Read(RecipeNode node, string path) => node is ScalarNode { IsNull: true } ? null : Text.Read(node, path);

        public override RecipeNode? Write(string? value) => value is null ? null : Text.Write(value);
    }

    private sealed class PathKind : Kind<string?>
    {
        public override string? Read(RecipeNode node, string path) => node switch
        {
            ScalarNode { IsNull: true } => null,
            ScalarNode scalar when !scalar.Text.Contains('\0', StringComparison.Ordinal) => System.IO.Path.GetFullPath(scalar.Text, scalar.Origin.Directory),
            _ => throw node.Error($"'{path}' must be a path, not {node.Described}."),
        };

        public override RecipeNode? Write(string? value) => value is null ? null : new ScalarNode(value);
    }
}
