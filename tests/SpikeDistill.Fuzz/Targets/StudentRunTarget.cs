using SpikeDistill.Inference;
using SpikeDistill.Inference.Files;
using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>
/// Exported students that are run once they are read: whatever a file says that is not refused, all steps at once with the widest vectors on two threads
/// come to the same logits as step by step with the narrowest on one. Those that would take long are only read.
/// </summary>
internal sealed class StudentRunTarget : FuzzTarget
{
    private const int Lanes = 2, MostSteps = 32;

    /// <summary>Products, pixels under taps and values of a run, and bytes of its kernels, at most.</summary>
    private const long MostWork = 1 << 22, MostBytes = 1 << 25;

    private readonly StudentTarget _files = new();

    public StudentRunTarget()
    {
        Student[] more = [Convolutions(16), Convolutions(24), Convolutions(70), Frames()];
        Seeds = [.. _files.Seeds, .. more.Select(StudentFile.Write)];
    }

    public override string Name => "student-run";

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override IReadOnlyList<byte[]> Tokens => _files.Tokens;

    public override void Read(byte[] input, int seed)
    {
        Student student = StudentFile.Read(input);
        if (student.Timesteps > MostSteps || Work(student) > MostWork)
        {
            return;
        }

        int length = student.Input.Size.Count, frames = student.Input.OverTime ? student.Timesteps : 1;
        byte[] images = new byte[Lanes * frames * length];
        new Random(length).NextBytes(images);
        float[] whole = Whole(student, images), steps = Steps(student, images);
        if (!whole.AsSpan().SequenceEqual(steps))
        {
            throw new InvalidOperationException("Logits of all steps at once are not those of step by step.");
        }
    }

    public override bool IsDocumented(Exception failure) => failure is StudentException;

    // What the file itself justifies, and what the bounds above allow twice, beside the scratch memory of a tile.
    public override long AllowedBytes(int length) => _files.AllowedBytes(length) + (4 * MostBytes);

    public override byte[] Repair(byte[] mutated, int seed, Random random) => _files.Repair(mutated, seed, random);

    public override void Dispose() => _files.Dispose();

    private static float[] Whole(Student student, byte[] images)
    {
        using StudentSession session = new StudentModel(student).CreateSession(Lanes, threads: 2);
        float[] logits = new float[Lanes * student.Classes];
        session.Run(images, logits);
        return logits;
    }

    private static float[] Steps(Student student, byte[] images)
    {
        using StudentSession session = new StudentModel(student, VectorLevel.Bits128).CreateSession(Lanes);
        int frame = Lanes * student.Input.Size.Count;
        for (int step = 0; step < student.Timesteps; step++)
        {
            session.Step(images.AsSpan(student.Input.OverTime ? step * frame : 0, frame));
        }

        return [.. session.LogitSums.ToArray().Select(sum => sum / student.Timesteps)];
    }

    /// <summary>What a run takes, from shapes alone; more than is allowed where kernels would take too many bytes.</summary>
    private static double Work(Student student)
    {
        double work = 0, bytes = 0;
        for (int index = 0; index < student.Nodes.Count; index++)
        {
            StudentValue given = student.Values[index];
            work += (double)given.Size.Count * Math.Max(1, (int)Math.Min(given.Largest, byte.MaxValue));
            switch (student.Nodes[index])
            {
                case SumNode sum:
                    foreach (WeightTerm term in sum.Terms.OfType<WeightTerm>())
                    {
                        MapSize read = term.Source == Student.Image ? student.Input.Size : student.Values[term.Source].Size;
                        double under = (double)term.Window.Taps * (read.Channels + 64);
                        work += given.Size.Pixels * under * sum.Channels;
                        bytes += 16 * under * (sum.Channels + 64);
                    }

                    break;
                case PoolNode pool:
                    work += (double)given.Size.Count * pool.Window.Taps * Math.Max(1, student.Values[pool.Source].Largest);
                    break;
                case AttentionNode attention:
                    work += (double)given.Size.Count * given.Size.Channels / attention.Heads;
                    break;
            }
        }

        return bytes > MostBytes ? double.PositiveInfinity : work * student.Timesteps;
    }

    /// <summary>What a convolution can be: 3x3 by one and by two, beside a projection, behind sums of spikes.</summary>
    private static Student Convolutions(int channels)
    {
        Random random = new(channels);
        StudentInput input = new(new MapSize(6, 5, 3), OverTime: false, [1, 2, 3], [3, 4, 5]);
        StudentNode[] nodes =
        [
            Neurons("stem", Weights(Student.Image, 3, Window.Square(3, 1, 1))),
            Neurons("first", Weights(0, channels, Window.Square(3, 1, 1)), new ValueTerm(0, Scales())),
            new JoinNode("join", 0, 1, JoinKind.Add),
            Neurons("down", Weights(2, channels, Window.Square(3, 2, 1))),
            Neurons("last", Weights(3, channels, Window.Square(3, 1, 1)), Weights(2, channels, Window.Square(1, 2))),
            new PoolNode("pool", 4, PoolKind.Largest, Window.Square(2, 1)),
            new GlobalSumNode("global", 5),
            new LogitsNode("fc", [Weights(6, channels, Window.Square(1))], Scales()),
        ];
        return new Student("convolutions", 3, input, nodes);

        NeuronNode Neurons(string name, params Term[] terms) => new(name, terms, Scales(), Scales()) { HardReset = random.Next(2) == 0, ResetValue = 0 };

        WeightTerm Weights(int source, int inputs, Window window) => new(source, window, 1, Scales())
        {
            Integers = [.. Enumerable.Range(0, channels * inputs * window.Taps).Select(_ => (sbyte)random.Next(-127, 128))],
        };

        float[] Scales() => [.. Enumerable.Range(0, channels).Select(_ => random.NextSingle() / 50)];
    }

    /// <summary>Frames of events, weights in floats and groups.</summary>
    private static Student Frames()
    {
        StudentInput input = new(new MapSize(4, 4, 2), OverTime: true, [0, 0], [1, 1]);
        NeuronNode stem = new("stem", [new WeightTerm(Student.Image, Window.Square(3, 1, 1), 2, [1, 1, 1, 1]) { Floats = Floats(36) }], Floats(4), Floats(4));
        NeuronNode next = new("next", [new WeightTerm(0, Window.Square(3, 1, 1), 1, Floats(6)) { Floats = Floats(216) }], Floats(6), Floats(6));
        LogitsNode logits = new("fc", [new WeightTerm(1, new Window(4, 4, 1, 1, 0, 0), 1, [1, 1]) { Floats = Floats(192) }], [0, 0]);
        return new Student("frames", 3, input, [stem, next, logits]);

        static float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(i => (i * 37 % 41) / 40f)];
    }
}
