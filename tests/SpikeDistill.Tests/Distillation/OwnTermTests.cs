using SpikeDistill.Distillation;
using SpikeDistill.Tensors;

namespace SpikeDistill.Tests.Distillation;

/// <summary>What a term of one's own may give, and how its mistakes are told.</summary>
public sealed class OwnTermTests
{
    private const string Name = "one_of_my_own";

    private static Func<Tape, TermInputs, Tensor>? _value;
    private static Func<TermSettings, Term>? _make;

    static OwnTermTests() => TermRegistry.Add(Name, new TermDefinition((settings, _) => _make?.Invoke(settings) ?? (_make is null ? new OwnTerm(settings) : null!)));

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
        => Assert.Contains($"'{Name}' failed: no way back", Failure((tape, inputs) => tape.Record("own", tape.Scalar(1), [inputs.StudentLogits], [], (_, _) => throw new InvalidOperationException("no way back"))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_term_that_cannot_be_made_is_named()
    {
        _make = _ => throw new InvalidOperationException("no such file");
        Assert.Contains($"'{Name}' could not be made: no such file", Assert.Throws<TermException>(() => new Objective(Settings)).Message, StringComparison.Ordinal);
        _make = _ => null!;
        Assert.Contains($"'{Name}' could not be made: what it was added with gives null", Assert.Throws<TermException>(() => new Objective(Settings)).Message, StringComparison.Ordinal);
        _make = null;
    }

    [Fact]
    public void A_term_that_is_a_constant_for_a_batch_has_a_value_and_no_share_in_the_gradients()
    {
        _value = (tape, _) => tape.Scalar(3);
        using ObjectiveCase data = new(1);
        ObjectiveResult result = data.Evaluate(Settings);
        Assert.Equal(3, result.Loss);
        Assert.Null(result.LogitsGradient);
        Assert.Empty(result.Seeds);
    }

    private static ObjectiveSettings Settings => new() { Terms = [new TermSettings { Term = Name }] };

    private static TermException Failure(Func<Tape, TermInputs, Tensor> value)
    {
        _value = value;
        using ObjectiveCase data = new(1);
        return Assert.Throws<TermException>(() => data.Evaluate(Settings));
    }

    private sealed class OwnTerm(TermSettings settings) : Term(settings)
    {
        public override Tensor Value(Tape tape, TermInputs inputs) => _value!(tape, inputs);
    }
}
