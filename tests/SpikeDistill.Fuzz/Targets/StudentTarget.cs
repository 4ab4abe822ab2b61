using System.Buffers.Binary;
using SpikeDistill.Inference.Files;
using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>The reader of exported students.</summary>
internal sealed class StudentTarget : FuzzTarget
{
    private const int VersionAt = 4, LengthAt = 8, SumAt = 16, HeaderLength = 20;

    public StudentTarget() => Seeds = [.. new[] { Small(floats: false), Small(floats: true), Attending(), Remembering() }.Select(StudentFile.Write)];

    public override string Name => "student";

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. new[] { 0, 1, 2, 3, 5, -1, 64, 255, 1 << 14, 1 << 30, int.MaxValue, int.MinValue, 0x7F800000, 0x7FC00000 }.Select(BitConverter.GetBytes),
    ];

    public override void Read(byte[] input, int seed)
    {
        Student student = StudentFile.Read(input);

        // Earlier versions are read, and written as today's.
        byte[] written = StudentFile.Write(student);
        BitConverter.GetBytes(BitConverter.ToInt32(input, VersionAt)).CopyTo(written, VersionAt);
        if (!written.AsSpan().SequenceEqual(input))
        {
            throw new InvalidOperationException("What was read is written otherwise.");
        }
    }

    public override bool IsDocumented(Exception failure) => failure is StudentException;

    // Arrays of their own beside the input, lists of references for lengths of four bytes, and the file once more as it is written.
    public override long AllowedBytes(int length) => (256 << 10) + (64L * length);

    public override byte[] Repair(byte[] mutated, int seed, Random random)
    {
        if (mutated.Length < HeaderLength || random.Next(8) == 0)
        {
            return mutated;
        }

        byte[] repaired = [.. mutated];
        BinaryPrimitives.WriteInt64LittleEndian(repaired.AsSpan(LengthAt), repaired.Length - HeaderLength);
        BinaryPrimitives.WriteUInt32LittleEndian(repaired.AsSpan(SumAt), Sum(repaired.AsSpan(HeaderLength)));
        return repaired;
    }

    public override void Dispose()
    {
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = uint.MaxValue;
        foreach (byte one in bytes)
        {
            sum = System.Numerics.BitOperations.Crc32C(sum, one);
        }

        return ~sum;
    }

    private static Student Small(bool floats)
    {
        StudentInput input = new(new MapSize(3, 3, 2), OverTime: false, [1, 2], [3, 4]);
        NeuronNode stem = new("stem", [Weights(Student.Image, 2, 3, Window.Square(3, 1, 1), floats)], [0, 0, 0], [1, 0.5f, 0]);
        NeuronNode next = new("next", [Weights(0, 3, 3, Window.Square(1), floats), new ValueTerm(0, [1, 1, 1])], [0, 0, 0], [1, 1, 1]) { HardReset = false };
        JoinNode join = new("join", 0, 1, JoinKind.Add);
        PoolNode pool = new("pool", 2, PoolKind.Sum, Window.Square(2, 1));
        LogitsNode logits = new("fc", [Weights(4, 3, 2, Window.Square(1), floats)], [0, 0]);
        return new Student("small", 2, input, [stem, next, join, pool, new GlobalSumNode("global", 3), logits]) { ClassNames = ["one", "two"] };
    }

    /// <summary>One of the kinds that the others have not: codes, gates, thresholds of channels, attention, masks and currents.</summary>
    private static Student Attending()
    {
        StudentInput input = new(new MapSize(3, 3, 2), OverTime: false, [0, 0], [1, 1]);
        GatedNode gated = new("gated", [Weights(0, 2, 4, Window.Square(3, 1, 1), floats: false)], new float[4], [1, 1, 0, 0.5f])
        {
            Gains = new float[8],
            Constants = new float[4],
            Thresholds = [1, 1, 2, 2],
            Kept = new float[4],
            Taken = new float[4],
        };
        NeuronNode next = new("next", [new ValueTerm(2, new float[4])], new float[4], new float[4]) { Thresholds = [0, 1, -1, float.PositiveInfinity] };
        NeuronNode mask = new("mask", [new ValueTerm(4, new float[4])], new float[4], new float[4]);
        CurrentNode current = new("current", [new ValueTerm(6, new float[4])], new float[4]);
        LogitsNode logits = new("fc", [Weights(8, 4, 2, Window.Square(1), floats: false)], [0, 0]);
        return new Student("attending", 2, input,
        [
            new CodeNode("code", new float[512]), gated, new AttentionNode("attention", 1, 1, 1, 2), next, new GlobalSumNode("sum", 1), mask,
            new JoinNode("masked", 3, 5, JoinKind.Mask), current, new GlobalSumNode("global", 7), logits,
        ]);
    }

    /// <summary>Neurons with currents behind a code that is drawn.</summary>
    private static Student Remembering()
    {
        StudentInput input = new(new MapSize(3, 3, 2), OverTime: false, [0, 0], [1, 1]);
        SynapticNode stem = new("stem", [Weights(0, 2, 3, Window.Square(3, 1, 1), floats: false)], new float[3], [1, 0, 0.5f]) { Kept = new float[3] };
        RecallNode next = new("next", [new ValueTerm(1, new float[3])], new float[3], new float[3]) { Queries = new float[3], Shifts = new float[6] };
        LogitsNode logits = new("fc", [Weights(3, 3, 2, Window.Square(1), floats: false)], [0, 0]);
        return new Student("remembering", 2, input, [new DrawnCodeNode("code", new float[512], 1, 2), stem, next, new GlobalSumNode("global", 2), logits]);
    }

    private static WeightTerm Weights(int source, int inputs, int outputs, Window window, bool floats)
    {
        WeightTerm term = new(source, window, 1, new float[outputs]);
        int count = inputs * outputs * window.Taps;
        return floats ? term with { Floats = new float[count] } : term with { Integers = [.. Enumerable.Range(0, count).Select(i => (sbyte)i)] };
    }
}
