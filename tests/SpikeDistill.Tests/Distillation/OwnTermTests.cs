using SpikeDistill.Distillation;
using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Tests.Distillation;

/// <summary>What a term of one's own may give, and how its mistakes are told.</summary>
public sealed class OwnTermTests
{
    private const string Name = "one_of_my_own";

    [Fact]
    public void A_term_that_throws_is_named()
    {
        TermException error = Failure((_, _) => throw new InvalidOperationException("no such table"));
        Assert.Equal(Name, error.Term);
        Assert.Equal($"The objective term '{Name}' failed: no such table (InvalidOperationException)", error.Message);
        Assert.IsType<InvalidOperationException>(error.InnerException);
    }

    [Fact]
    public void A_term_that_gives_null_is_named()
        => Assert.Contains($"'{Name}' gave null", Failure((_, _) => null!).Message, StringComparison.Ordinal);

    [Fact]
    public void A_term_that_gives_something_else_than_a_scalar_is_named_with_the_shape()
        => Assert.Contains($"'{Name}' gave a value of the shape [3, 4, 5]", Failure((_, inputs) => inputs.StudentLogits).Message, StringComparison.Ordinal);

    [Fact]
    public void A_term_whose_chain_rule_throws_is_named()
        => Assert.Contains(
            $"'{Name}' failed: no way back",
            Failure(
                (tape, inputs) => tape.Record(
                    "own", tape.Scalar(1), [inputs.StudentLogits], [], (_, _) => throw new InvalidOperationException("no way back"))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_term_that_cannot_be_made_is_named()
    {
        ObjectiveSettings throws = Settings(new OwnTerm(Make: () => throw new InvalidOperationException("no such file")));
        Assert.Contains(
            $"'{Name}' could not be made: no such file", Assert.Throws<TermException>(() => new Objective(throws)).Message, StringComparison.Ordinal);
        ObjectiveSettings gives = Settings(new OwnTerm(Make: () => null!));
        Assert.Contains(
            $"'{Name}' could not be made: its Prepare gives null", Assert.Throws<TermException>(() => new Objective(gives)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_term_that_is_a_constant_for_a_batch_has_a_value_and_no_share_in_the_gradients()
    {
        using ObjectiveCase data = new(1);
        ObjectiveResult result = data.Evaluate(new OwnTerm(Make: () => (tape, _) => tape.Scalar(3)));
        Assert.Equal(3, result.Loss);
        Assert.Null(result.LogitsGradient);
        Assert.Empty(result.Seeds);
    }

    private static ObjectiveSettings Settings(Term term) => new() { Terms = [term] };

    private static TermException Failure(Func<Tape, TermInputs, Tensor> value)
    {
        using ObjectiveCase data = new(1);
        return Assert.Throws<TermException>(() => data.Evaluate(new OwnTerm(Make: () => value)));
    }

    private sealed record OwnTerm(Func<Func<Tape, TermInputs, Tensor>>? Make) : Term
    {
        private static readonly Entry<Term> Entry = Entry<Term>.Of(OwnTermTests.Name, "a term of my own", OptionsOf(() => new OwnTerm(Make: null)));

        protected override Entry<Term> Declared => Entry;

        public override Func<Tape, TermInputs, Tensor> Prepare(TermContext context) => Make!();
    }
}
