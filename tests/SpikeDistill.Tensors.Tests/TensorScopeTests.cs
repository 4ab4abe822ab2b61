using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests;

public class TensorScopeTests
{
    [Fact]
    public void A_scope_gives_everything_back()
    {
        using TestEngine test = new();
        Engine engine = test;
        using (TensorScope scope = new(engine))
        {
            scope.Zeros(new Shape(5));
            scope.Allocate(new Shape(2, 3), StorageKind.Spikes);
            scope.Keep(scope.Scalar(1));
            scope.Variable(new Shape(4)).Release();
            Assert.Equal(3, engine.Memory.BlocksInUse);
        }

        Assert.Equal(0, engine.Memory.BlocksInUse);
        Assert.Equal(0, engine.Memory.BytesInUse);
    }

    [Fact]
    public void Use_after_the_end_throws_and_says_why()
    {
        using TestEngine engine = new();
        Tensor late, released;
        using (TensorScope scope = new(engine))
        {
            late = scope.Scalar(1);
            released = scope.From([1, 2], new Shape(2));
            released.Release();
            released.Release();
            Assert.True(released.IsReleased);
            Assert.Equal("Float32 [2] (released)", released.ToString());
            Assert.Throws<TensorException>(() => released.ToArray());
        }

        foreach (Action use in new Action[] { () => _ = late.Values.Length, () => late.Item(), () => late.ToArray() })
        {
            Assert.Contains("its scope has ended or Release was called", Assert.Throws<TensorException>(use).Message, StringComparison.Ordinal);
        }

        using Tape tape = new(engine);
        Assert.Throws<TensorException>(() => tape.Relu(late));
        Assert.Throws<TensorException>(() => tape.Keep(released));
    }

    [Fact]
    public void An_ended_scope_takes_nothing_more()
    {
        using TestEngine engine = new();
        using TensorScope other = new(engine);
        Tensor value = other.Scalar(1);
        TensorScope ended = new(engine);
        ended.Dispose();
        ended.Dispose();
        Assert.Throws<ObjectDisposedException>(() => ended.Allocate(new Shape(3)));
        Assert.Throws<ObjectDisposedException>(() => ended.Keep(value));
        Assert.Equal(1, ((Engine)engine).Memory.BlocksInUse);
    }

    [Fact]
    public void Keep_carries_a_value_out_without_its_history()
    {
        using TestEngine engine = new();
        using TensorScope outer = new(engine);
        Tensor kept;
        using (Tape tape = new(engine))
        {
            Tensor y = tape.Scale(tape.Leaf(tape.From([1, 2], new Shape(2))), 3);
            kept = outer.Keep(y);
            Assert.True(y.NeedsGradient);
            Assert.False(kept.NeedsGradient);
        }

        Assert.Equal([3, 6], kept.ToArray());
    }

    [Fact]
    public void Elements_go_in_and_come_out()
    {
        using TestEngine engine = new();
        using TensorScope scope = new(engine);
        Assert.Equal([1, 2, 3, 4, 5, 6], scope.From([1, 2, 3, 4, 5, 6], new Shape(2, 3)).ToArray());
        Assert.All(scope.Zeros(new Shape(100)).ToArray(), value => Assert.Equal(0, value));
        Assert.All(scope.Allocate(new Shape(100)).ToArray(), value => Assert.True(float.IsNaN(value)));
        Assert.Equal(7, scope.Scalar(7).Item());
        Assert.Throws<TensorException>(() => scope.From([1, 2], new Shape(3)));
        Assert.Throws<TensorException>(() => scope.Zeros(new Shape(2)).Item());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(70)]
    [InlineData(128)]
    public void Spikes_are_counted_and_read(int channels)
    {
        using TestEngine engine = new();
        using TensorScope scope = new(engine);
        Shape shape = new(3, channels);
        float[] values = TestValues.Spikes(shape);
        Tensor spikes = TestValues.Pack(scope, values, shape);
        Assert.Equal(values, spikes.ToArray());
        Assert.Equal(values.Count(value => value == 1), spikes.CountSpikes());
        Assert.Throws<TensorException>(() => _ = spikes.Values.Length);
        Assert.Throws<TensorException>(() => _ = scope.Scalar(1).Bits.Length);
        Assert.Throws<TensorException>(() => scope.Zeros(new Shape(), StorageKind.Spikes));
    }

    [Fact]
    public void A_long_lived_scope_forgets_what_was_released()
    {
        using TestEngine engine = new();
        using TensorScope scope = new(engine);
        WeakReference first = Released(scope);
        for (int i = 0; i < 200; i++)
        {
            Released(scope);
        }

        GC.Collect();
        Assert.False(first.IsAlive);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference Released(TensorScope scope)
    {
        Tensor tensor = scope.Scalar(1);
        tensor.Release();
        return new WeakReference(tensor);
    }
}
