using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests;

public class TapeTests
{
    [Fact]
    public void A_value_used_twice_gets_the_sum()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Leaf(tape.From([1, 2, -3], new Shape(3)));
        // y = x² + 4x + x, so dy/dx = 2x + 5.
        Tensor y = tape.Add(tape.Add(tape.Square(x), tape.Scale(x, 4)), x);
        Assert.Equal([7, 9, -1], tape.Backward(tape.Sum(y))[x].ToArray());
    }

    [Fact]
    public void Backward_gives_back_what_was_saved_as_it_goes()
    {
        using TestEngine test = new();
        Engine engine = test;
        using TensorScope parameters = new(engine);
        Tensor x = parameters.Variable(new Shape(1024));
        using Tape tape = new(engine);
        Tensor y = x;
        for (int layer = 0; layer < 10; layer++)
        {
            Tensor next = tape.Exp(y);
            if (layer > 0)
            {
                y.Release();
            }

            y = next;
        }

        // x and ten saved outputs; then x, the result's handle and two gradients at most.
        const int block = 4096;
        Assert.Equal(11 * block, engine.Memory.BytesInUse);
        engine.Memory.ResetPeak();
        Gradients gradients = tape.Backward((y, tape.Zeros(y.Shape)));
        Assert.Equal(4 * block, engine.Memory.BytesInUse);
        Assert.Equal(13 * block, engine.Memory.PeakBytesInUse);
        Assert.Equal(x.Shape, gradients[x].Shape);
    }

    [Fact]
    public void A_part_that_is_run_again_keeps_what_it_reads_alone()
    {
        using TestEngine test = new();
        Engine engine = test;
        using TensorScope parameters = new(engine);
        Tensor x = parameters.Variable(new Shape(1024));
        const int block = 4096, layers = 10;
        int runs = 0;
        using Tape tape = new(engine);
        Tensor y = tape.Recompute([x], Run)[0];

        // x and the result; then x, ten results of the second run and two gradients at most.
        Assert.Equal(2 * block, engine.Memory.BytesInUse);
        y.Release();
        Assert.Equal(block, engine.Memory.BytesInUse);
        engine.Memory.ResetPeak();
        Gradients gradients = tape.Backward((y, tape.Zeros(y.Shape)));
        Assert.Equal(2, runs);
        Assert.Equal((layers + 3) * block, engine.Memory.PeakBytesInUse);
        Assert.Equal(x.Shape, gradients[x].Shape);

        Tensor[] Run(IReadOnlyList<Tensor> reads)
        {
            runs++;
            Tensor value = tape.Exp(reads[0]);
            for (int layer = 1; layer < layers; layer++)
            {
                Tensor next = tape.Exp(value);
                value.Release();
                value = next;
            }

            return [value];
        }
    }

    [Fact]
    public void A_part_is_run_once_where_no_gradient_reaches_it_or_none_is_asked_for()
    {
        using TestEngine engine = new();
        int runs = 0;
        using Tape tape = new(engine), silent = new(engine, recording: false);
        Tensor x = tape.Leaf(tape.Scalar(2));
        Tensor unused = tape.Recompute([x], reads => Run(tape, reads))[0];
        Assert.Equal(4, unused.Item());
        Assert.Equal(4, tape.Backward(tape.Square(x))[x].Item());
        Assert.Equal(4, silent.Recompute([x], reads => Run(silent, reads))[0].Item());
        Assert.Equal(2, runs);

        IReadOnlyList<Tensor> Run(Tape on, IReadOnlyList<Tensor> reads)
        {
            runs++;
            return [on.Square(reads[0])];
        }
    }

    [Fact]
    public void A_part_that_fails_in_its_second_run_leaves_nothing_behind()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Leaf(tape.Scalar(2));
        bool second = false;
        Tensor y = tape.Recompute([tape.Exp(x)], reads =>
        {
            Tensor value = tape.Exp(tape.Exp(reads[0]));
            if (second) throw new InvalidOperationException("second");
            second = true;
            return [value];
        })[0];

        Assert.Equal("second", Assert.Throws<InvalidOperationException>(() => tape.Backward(y)).Message);
    }

    [Fact]
    public void A_pass_without_gradients_saves_nothing()
    {
        using TestEngine test = new();
        Engine engine = test;
        using TensorScope parameters = new(engine);
        Tensor x = parameters.Variable(new Shape(8));
        using Tape tape = new(engine, recording: false);
        Tensor y = tape.Multiply(tape.Exp(x), x);
        Assert.False(y.NeedsGradient);
        Assert.Equal(3, engine.Memory.BlocksInUse);
        y.Release();
        Assert.Equal(2, engine.Memory.BlocksInUse);
        Assert.Throws<TensorException>(() => tape.Backward((x, tape.Zeros(x.Shape)))[y]);
        Assert.Throws<TensorException>(() => tape.Save(x).Value);
    }

    [Fact]
    public void What_needs_no_gradient_is_not_kept_either()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor constant = tape.Scalar(2);
        tape.Exp(tape.Exp(constant)).Release();
        Assert.False(constant.NeedsGradient);
        Assert.Equal(2, ((Engine)engine).Memory.BlocksInUse);
    }

    [Fact]
    public void Gradients_flow_through_released_values()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Leaf(tape.From([3], new Shape(1)));
        Tensor square = tape.Square(x), cube = tape.Multiply(square, x);
        square.Release();
        Assert.Equal(27, tape.Backward(cube)[x].Item());
    }

    [Fact]
    public void A_tape_that_ends_early_gives_back_what_it_saved()
    {
        using TestEngine engine = new();
        using (Tape tape = new(engine))
        {
            tape.Exp(tape.Leaf(tape.Scalar(1))).Release();
        }

        Assert.Equal(0, ((Engine)engine).Memory.BlocksInUse);
    }

    [Fact]
    public void A_backward_function_that_fails_leaks_nothing()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Leaf(tape.Scalar(1));
        Tensor broken = tape.Record("Broken", tape.Scalar(2), [x], [tape.Save(x)], (_, _) => throw new InvalidOperationException("broken"));
        Assert.Throws<InvalidOperationException>(() => tape.Backward(tape.Exp(broken)));
    }

    [Fact]
    public void A_part_that_fails_before_it_is_kept_leaks_nothing()
    {
        using TestEngine engine = new();
        using (Tape tape = new(engine))
        {
            Tensor x = tape.Leaf(tape.Scalar(1));
            Assert.Throws<InvalidOperationException>(() => tape.Recompute([x], _ => throw new InvalidOperationException("broken")));
            x.Release();
        }

        Assert.Equal(0, ((Engine)engine).Memory.BlocksInUse);
    }

    [Fact]
    public void A_gradient_of_another_shape_is_refused()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Leaf(tape.Zeros(new Shape(2, 3)));
        Tensor y = tape.Exp(x);
        Assert.Contains("[3, 2]", Assert.Throws<TensorException>(() => tape.Backward((y, tape.Zeros(new Shape(3, 2))))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradients_are_taken_once_of_a_scalar_that_has_some()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Leaf(tape.From([1, 2], new Shape(2))), unused = tape.Leaf(tape.Scalar(0));
        Tensor y = tape.Sum(x);
        Assert.Contains("[2]", Assert.Throws<TensorException>(() => tape.Backward(tape.Exp(x))).Message, StringComparison.Ordinal);
        Assert.Throws<TensorException>(() => tape.Backward(tape.Scalar(1)));
        Gradients gradients = tape.Backward(y);
        Assert.Null(gradients.Find(unused));
        Assert.Throws<TensorException>(() => gradients[unused]);
        Assert.Contains("already", Assert.Throws<TensorException>(() => tape.Backward(y)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_seeds_add_up()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Leaf(tape.From([1, 2], new Shape(2)));
        Tensor a = tape.Scale(x, 2), b = tape.Square(x), seed = tape.From([1, 10], new Shape(2));
        Assert.Equal([2 + 2 + 1, 20 + 40 + 10], tape.Backward((a, seed), (b, seed), (x, seed))[x].ToArray());
        Assert.Equal([1, 10], seed.ToArray());
    }

    [Fact]
    public void After_the_first_step_no_memory_is_asked_for()
    {
        using Engine engine = new(threads: 2);
        using TensorScope parameters = new(engine);
        Shape vector = new(19);
        Tensor gamma = parameters.Variable(vector), beta = parameters.Variable(vector);
        long held = 0;
        for (int step = 0; step < 5; step++)
        {
            using (Tape tape = new(engine))
            {
                Tensor x = tape.Leaf(tape.From(TestValues.Gaussian(new Shape(2, 3, 6, 6, 19)), new Shape(2, 3, 6, 6, 19)));
                Tensor y = tape.GlobalAveragePool(tape.MaxPool(tape.Relu(tape.BatchNorm(x, gamma, beta).Output), 2));
                tape.Backward(tape.CrossEntropy(y, [1, 2, 3]));
            }

            Assert.Equal(2, engine.Memory.BlocksInUse); // gamma and beta
            Assert.True(step == 0 || held == engine.Memory.BytesHeld);
            held = engine.Memory.BytesHeld;
        }
    }
}
