using System.Text.RegularExpressions;

namespace SpikeDistill.Architecture.Tests;

public sealed partial class NameTests
{
    /// <summary><c>Words_of_a_sentence</c>, whose names of types and members keep their capitals.</summary>
    [Fact]
    public void A_test_is_named_by_a_sentence_with_underscores()
    {
        string[] others =
        [
            .. from file in Repository.Sources()
               where file.StartsWith("tests/", StringComparison.Ordinal)
               from Match test in Test().Matches(File.ReadAllText(Path.Combine(Repository.Root, file)))
               let name = test.Groups["name"].Value
               where !name.Contains('_', StringComparison.Ordinal) && SeveralWords().IsMatch(name)
               select $"{file}: {name}",
        ];
        Assert.True(others.Length == 0, $"Names of tests are sentences with underscores:\n{string.Join("\n", others)}");
    }

    [GeneratedRegex(@"\[(?:Fact|Theory)\b.*\n(?:\s*\[.*\n|\s+[^\s\[].*\)\]\n)*\s*public (?:static |async |unsafe )*[\w<>]+ (?<name>\w+)\(")]
    private static partial Regex Test();

    [GeneratedRegex("[a-z0-9][A-Z]|^[A-Z][A-Z][a-z]")]
    private static partial Regex SeveralWords();
}
