using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

/// <summary>What holds for every operation: the same bits with any number of threads, and no memory asked for once it has run.</summary>
public class ContractTests
{
    private static readonly Shape Tokens = new(3, 40, 72);
    private static readonly Shape Large = new(3, 1100, 70);

    public static TheoryData<string> Names => [.. Operations.Keys];

    // Shapes that are split into tasks; each gives its output.
    private static Dictionary<string, Func<Tape, Operands, Tensor>> Operations => new(StringComparer.Ordinal)
    {
        ["And"] = (tape, x) => tape.And(x.Spikes(Large), x.Spikes(Large)),
        ["And of floats"] = (tape, x) => tape.And(x.Spikes(Large), x.Floats(Large)),
        ["Iand"] = (tape, x) => tape.Iand(x.Spikes(Large), x.Spikes(Large)),
        ["Add of spikes"] = (tape, x) => tape.Add(tape.Add(x.Spikes(Large), x.Spikes(Large)), x.Counts(Large)),
        ["MaxPool of counts"] = (tape, x) => tape.MaxPool(x.Counts(new Shape(3, 30, 30, 20)), 3, 2, 1),
        ["Convolution of counts"] = (tape, x) => tape.Convolution(x.Counts(new Shape(5, 12, 12, 40)), x.Floats(new Shape(48, 40, 3, 3)), padding: 1),
        ["Linear of counts"] = (tape, x) => tape.Linear(x.Counts(new Shape(3, 200, 72)), x.Floats(new Shape(40, 72))),
        ["BatchedMatMul"] = (tape, x) => tape.BatchedMatMul(x.Floats(new Shape(3, 400, 20)), x.Floats(new Shape(3, 30, 20)), rightTransposed: true),
        ["Attention"] = (tape, x) => tape.Attention(x.Floats(Tokens), x.Floats(Tokens), x.Floats(Tokens), heads: 4),
        ["SpikeAttention"] = (tape, x) => tape.SpikeAttention(x.Spikes(Tokens), x.Spikes(Tokens), x.Spikes(Tokens), heads: 4, scale: 0.125f),
        ["SpikeAttention with few tokens"] = (tape, x) =>
        {
            Shape few = new(5, 7, 72);
            return tape.SpikeAttention(x.Spikes(few), x.Spikes(few), x.Spikes(few), heads: 2, scale: 0.125f);
        },
        ["CountOverTokens"] = (tape, x) => tape.CountOverTokens(x.Spikes(Large), x.Spikes(Large)),
        ["LayerNorm"] = (tape, x) => tape.LayerNorm(x.Floats(Large), x.Floats(new Shape(70)), x.Floats(new Shape(70))),
        ["Gelu"] = (tape, x) => tape.Gelu(x.Floats(Large)),
        ["ClipFloorShift"] = (tape, x) => tape.ClipFloorShift(x.Floats(Large), x.Floats(new Shape(1)), levels: 4),
        ["AddPosition"] = (tape, x) => tape.AddPosition(x.Floats(Large), x.Floats(new Shape(1100, 70))),
        ["Concatenate"] = (tape, x) => tape.Concatenate(1, x.Floats(Large), x.Floats(new Shape(3, 1, 70))),
        ["Slice"] = (tape, x) => tape.Slice(x.Floats(Large), axis: 2, start: 10, length: 50),
        ["Select"] = (tape, x) => tape.Select(x.Floats(Large), axis: 0, index: 1),
        ["Resize"] = (tape, x) => tape.Resize(x.Floats(new Shape(2, 20, 20, 8)), 50, 60, ResizeFilter.Bicubic),
        ["Mask"] = (tape, x) => tape.Mask(x.Spikes(Large), x.Spikes(new Shape(3, 70))),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_number_of_threads_gives_the_same_bits(string name)
    {
        float[][] expected = Run(threads: 1);
        Assert.True(expected.Length > 1);
        foreach (int threads in new[] { 2, 3, 7 }) Assert.Equal(expected, Run(threads));

        float[][] Run(int threads)
        {
            using TestEngine engine = new(threads);
            return Step(engine, name);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_after_the_first_asks_for_no_memory(string name)
    {
        using TestEngine engine = new();
        float[][] first = Step(engine, name);
        long held = ((Engine)engine).Memory.BytesHeld;
        Assert.Equal(first, Step(engine, name));
        Assert.Equal(held, ((Engine)engine).Memory.BytesHeld);
        Assert.Equal(0, ((Engine)engine).Memory.BlocksInUse);
    }

    // The output and the gradient of every operand.
    private static float[][] Step(Engine engine, string name)
    {
        using Tape tape = new(engine);
        Operands operands = new(tape);
        Tensor y = Operations[name](tape, operands);
        Gradients gradients = tape.Backward((y, tape.From(TestValues.Gaussian(y.Shape), y.Shape)));
        return [y.ToArray(), .. operands.All.Select(operand => gradients[operand].ToArray())];
    }

    private sealed class Operands(Tape tape)
    {
        public List<Tensor> All { get; } = [];

        public Tensor Spikes(Shape shape) => Add(TestValues.Pack(tape, TestValues.Spikes(shape, seed: All.Count), shape));

        public Tensor Counts(Shape shape) => Add(TestValues.Count(tape, TestValues.Counts(shape, seed: All.Count), shape));

        public Tensor Floats(Shape shape) => Add(tape.From(TestValues.Gaussian(shape, All.Count), shape));

        private Tensor Add(Tensor value)
        {
            All.Add(tape.Leaf(value));
            return All[^1];
        }
    }
}
