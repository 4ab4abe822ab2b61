using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests;

/// <summary>Variables whose gradients are told of while a backward pass goes on.</summary>
public sealed class GradientWatchTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_variable_is_told_of_once_with_the_whole_of_its_gradient(bool again)
    {
        using TestEngine engine = new();
        using TensorScope parameters = new(engine);
        Tensor first = Variable(parameters, 2), second = Variable(parameters, 3), twice = Variable(parameters, 5), unseen = Variable(parameters, 7);
        List<(Tensor Variable, float Gradient)> told = [];
        HashSet<Tensor> watched = new([first, second, twice, unseen], ReferenceEqualityComparer.Instance);
        using Tape tape = new(engine)
        {
            Watch = new GradientWatch(watched, (variable, gradients) => told.Add((variable, gradients[variable].Item()))),
        };

        // y = first · twice · second · twice, of which what lies before the last twice may run again.
        Tensor x = tape.Multiply(first, twice);
        x = again ? tape.Recompute([x], reads => [tape.Multiply(reads[0], second)])[0] : tape.Multiply(x, second);
        Gradients gradients = tape.Backward(tape.Multiply(x, twice));

        Assert.Equal([second, first, twice], told.Select(one => one.Variable));
        Assert.All(told, one => Assert.Equal(gradients[one.Variable].Item(), one.Gradient));
        Assert.Equal([50, 75, 60], told.Select(one => one.Gradient));
        Assert.Null(gradients.Find(unseen));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_variable_that_no_gradient_reaches_is_told_of_but_in_a_part_that_does_not_run_again(bool again)
    {
        using TestEngine engine = new();
        using TensorScope parameters = new(engine);
        Tensor used = Variable(parameters, 2), aside = Variable(parameters, 3);
        List<(Tensor Variable, bool HasGradient)> told = [];
        using Tape tape = new(engine)
        {
            Watch = new GradientWatch(
                new HashSet<Tensor>([used, aside], ReferenceEqualityComparer.Instance),
                (variable, gradients) => told.Add((variable, gradients.Find(variable) is not null))),
        };

        Tensor y = tape.Multiply(used, used);
        _ = again ? tape.Recompute([y], reads => [tape.Multiply(reads[0], aside)])[0] : tape.Multiply(y, aside);
        tape.Backward(y);

        Assert.Equal(again ? [(used, true)] : [(aside, false), (used, true)], told);
    }

    [Fact]
    public void Gradients_go_over_to_another_pass_of_the_same_variables()
    {
        using TestEngine engine = new();
        using TensorScope parameters = new(engine);
        Tensor a = Variable(parameters, 2), b = Variable(parameters, 3);
        using Tape one = new(engine), other = new(engine);
        Gradients into = one.Backward(one.Multiply(a, a)), from = other.Backward(other.Multiply(a, b));
        from.MoveTo(into, a);
        from.MoveTo(into, b);

        Assert.Equal((7, 2), (into[a].Item(), into[b].Item()));
        Assert.Null(from.Find(a));
        other.Dispose();
        Assert.Equal(2, into[b].Item());
    }

    private static Tensor Variable(TensorScope scope, float value)
    {
        Tensor variable = scope.Variable(new Shape(1));
        variable.Values[0] = value;
        return variable;
    }
}
