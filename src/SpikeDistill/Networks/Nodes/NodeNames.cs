using SpikeDistill.Options;

namespace SpikeDistill.Networks.Nodes;

/// <summary>The kinds of values by which nodes are named and marked.</summary>
internal static class NodeNames
{
    private const int Longest = 120;

    /// <summary>A node's name.</summary>
    public static Kind<string> Name { get; } = new ScalarKind<string>(
        $"a name of 1 to {Longest} letters, digits, '.', '_' or '-', starting with a letter or digit",
        (string text, out string value) => IsName(value = text), value => value);

    /// <summary>A name that may be missing.</summary>
    public static Kind<string?> OptionalName { get; } = new OptionalNameKind();

    /// <summary>The names that a node reads: one, or a list.</summary>
    public static Kind<IReadOnlyList<string>> Sources { get; } = new SourcesKind();

    /// <summary>A mark that is only written where it is set.</summary>
    public static Kind<bool> Mark { get; } = new MarkKind();

    /// <summary>Whether a text can be the name of a node, and the beginning of a tensor's name in files.</summary>
    public static bool IsName(string text)
        => text.Length is > 0 and <= Longest && char.IsAsciiLetterOrDigit(text[0])
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');

    private sealed class OptionalNameKind : Kind<string?>
    {
        public override string Expected => Name.Expected;

        internal override string? Read(RecipeNode node, string path) => node is ScalarNode { IsNull: true } ? null : Name.Read(node, path);

        internal override RecipeNode? Write(string? value) => value is null ? null : Name.Write(value);
    }

    private sealed class SourcesKind : Kind<IReadOnlyList<string>>
    {
        private static readonly ListKind<string> List = new("the name of an earlier node, or a list of such names", Name);

        public override string Expected => List.Expected;

        internal override IReadOnlyList<string> Read(RecipeNode node, string path) => node is ScalarNode ? [Name.Read(node, path)] : List.Read(node, path);

        internal override RecipeNode? Write(IReadOnlyList<string> value) => value is [{ } one] ? new ScalarNode(one) : List.Write(value);
    }

    private sealed class MarkKind : Kind<bool>
    {
        public override string Expected => Kinds.Flag.Expected;

        internal override bool Read(RecipeNode node, string path) => Kinds.Flag.Read(node, path);

        internal override RecipeNode? Write(bool value) => value ? Kinds.Flag.Write(value) : null;
    }
}
