namespace SpikeDistill.Options.Tests;

/// <summary>Numbers that networks cannot compute with are refused where they are read.</summary>
public sealed class NumberTests
{
    [Theory]
    [InlineData("1e39")]
    [InlineData("-1e39")]
    [InlineData("1e400")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public void A_number_that_single_precision_has_not_is_refused_as_such(string text)
    {
        Assert.All(
            [Message(() => Kinds.Number(above: 0).Read(Node(text), "rate")), Message(() => Kinds.Single().Read(Node(text), "rate"))],
            message =>
            {
                Assert.Contains("that single precision has (no NaN, no infinity, nothing beyond 3.4e38)", message, StringComparison.Ordinal);
                Assert.Contains($"not '{text}'", message, StringComparison.Ordinal);
            });
    }

    [Fact]
    public void A_number_out_of_its_own_bounds_is_told_those_alone()
    {
        string message = Message(() => Kinds.Number(above: 0).Read(Node("-1"), "rate"));

        Assert.Contains("'rate' must be a number above 0, not", message, StringComparison.Ordinal);
        Assert.Equal(1e38, Kinds.Number(above: 0).Read(Node("1e38"), "rate"));
    }

    [Fact]
    public void The_same_holds_for_numbers_from_code()
        => Assert.Contains(
            "single precision", Assert.Throws<ArgumentException>(() => Kinds.Positive.Check(1e39, "learning_rate")).Message, StringComparison.Ordinal);

    private static ScalarNode Node(string text) => new(text);

    private static string Message(Action read) => Assert.Throws<RecipeException>(read).Message;
}
