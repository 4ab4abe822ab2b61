using System.Buffers.Binary;
using SpikeDistill.Inference.Files;
using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Inference.Tests;

public sealed class StudentFileTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_written_is_read_and_gives_the_same_logits(bool floats)
    {
        (Student student, byte[] image) = Made(floats);
        Student read = StudentFile.Read(StudentFile.Write(student));

        Assert.Equal(StudentFile.Write(student), StudentFile.Write(read));
        Assert.Equal(["a", "b", "ü"], read.ClassNames);
        Assert.Equal(student.Nodes.Select(node => node.Name), read.Nodes.Select(node => node.Name));
        Assert.Equal(!floats, read.IsInteger);
        Assert.Equal(Logits(student, image), Logits(read, image));
    }

    [Fact]
    public void Nodes_of_every_kind_are_read_as_they_were_written()
    {
        StudentMaker maker = new(5, StudentMaker.Input(4, 4, 2));
        int code = maker.Code(steps: 2);
        int stem = maker.Gated(8, steps: 2, maker.Convolution(code, 8, Window.Square(3, 1, 1)));
        int next = maker.Thresholds(8, maker.Value(maker.Attention(stem, stem, stem, heads: 2)));
        int mask = maker.Neurons(8, maker.Value(maker.GlobalSum(stem)));
        maker.GlobalSum(maker.Current(8, maker.Value(maker.Join(next, mask, JoinKind.Mask)), maker.Value(stem)));
        Student made = maker.Build(2);
        Student read = StudentFile.Read(StudentFile.Write(made));

        Assert.Equal(made.Nodes.Select(node => node.GetType()), read.Nodes.Select(node => node.GetType()));
        Assert.Equal(StudentFile.Write(made), StudentFile.Write(read));
        Assert.Equal(Logits(made, maker.Image), Logits(read, maker.Image));
    }

    [Fact]
    public void Neurons_with_currents_and_drawn_codes_are_read_as_they_were_written()
    {
        StudentMaker maker = new(5, StudentMaker.Input(4, 4, 2));
        int stem = maker.Synaptic(8, maker.Convolution(maker.Drawn(), 8, Window.Square(3, 1, 1)));
        maker.GlobalSum(maker.Recall(8, steps: 2, maker.Value(stem)));
        Student made = maker.Build(2);
        Student read = StudentFile.Read(StudentFile.Write(made));

        Assert.Equal(made.Nodes.Select(node => node.GetType()), read.Nodes.Select(node => node.GetType()));
        Assert.Equal(StudentFile.Write(made), StudentFile.Write(read));
        Assert.Equal(Logits(made, maker.Image), Logits(read, maker.Image));
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_refused()
    {
        byte[] whole = StudentFile.Write(Made(floats: false).Student);
        for (int length = 0; length < whole.Length; length += 1 + (length / 40))
        {
            StudentException cut = Assert.Throws<StudentException>(() => StudentFile.Read(whole.AsSpan(0, length)));
            Assert.Contains(length == 0 ? "The file is empty" : $"The file has {length} bytes", cut.Message, StringComparison.Ordinal);
            Assert.Equal(length > 0, cut.Message.Contains("was cut off", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_bit_that_is_flipped_is_found_by_the_checksum()
    {
        byte[] whole = StudentFile.Write(Made(floats: false).Student);
        for (int at = StudentFile.HeaderLength; at < whole.Length; at += 97)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 4;
            Assert.Contains("checksum", Assert.Throws<StudentException>(() => StudentFile.Read(damaged)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Files_of_others_and_of_later_versions_are_told_apart()
    {
        byte[] whole = StudentFile.Write(Made(floats: false).Student);
        StudentException other = Assert.Throws<StudentException>(() => StudentFile.Read("no student at all, but long enough"u8));
        Assert.Contains("SPKD", other.Message, StringComparison.Ordinal);
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(4), 1);
        Assert.Equal(3, StudentFile.Read(whole).Classes);
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(4), 2);
        Assert.Equal(3, StudentFile.Read(whole).Classes);
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(4), 7);
        Assert.Contains("version 7", Assert.Throws<StudentException>(() => StudentFile.Read(whole)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_checksum_is_CRC_32C() => Assert.Equal(0xE3069283u, Checksum.Of("123456789"u8));

    [Fact]
    public void Nodes_that_do_not_go_together_are_refused_by_name()
    {
        StudentInput input = StudentMaker.Input(4, 4, 1);
        WeightTerm term = new(Student.Image, Window.Square(4), 1, [1]) { Integers = new sbyte[16] };
        NeuronNode neurons = new("first", [term], [0], [0.5f]);
        LogitsNode logits = new("fc", [new WeightTerm(0, Window.Square(1), 1, [1]) { Integers = [1] }], [0]);
        _ = new Student("fine", 1, input, [neurons, logits]);

        Refused("'first'", neurons with { Terms = [term with { Integers = new sbyte[15] }] });
        Refused("'first'", neurons with { Terms = [term with { Window = Window.Square(5) }] });
        Refused("'first'", neurons with { Terms = [term with { Source = 1 }] });
        Refused("'first'", neurons with { Terms = [term with { Floats = new float[16] }] });
        Refused("'first'", neurons with { Terms = [] });
        Refused("'first'", neurons with { Decay = [1.5f] });
        Refused("'first'", neurons with { Threshold = float.NaN });
        Refused("'first'", neurons with { ResetValue = 2 });
        Refused("'first'", neurons with { Thresholds = [1, 2] });
        Refused("takes them off", neurons with { Thresholds = [1], HardReset = false });
        Refused("no number", neurons with { Thresholds = [float.NaN] });
        Refused("finite", neurons with { Bias = [float.PositiveInfinity] });
        Refused("-128", neurons with { Terms = [term with { Integers = [.. Enumerable.Repeat(sbyte.MinValue, 16)] }] });
        GatedNode gated = new("gated", [new ValueTerm(0, [1])], [0], [0.5f]) { Gains = [], Constants = [0], Thresholds = [1], Kept = [1], Taken = [0] };
        RefusedBehind("gains", gated);
        RefusedBehind("for more than 10000 steps", gated with { Gains = new float[10_001] });
        SynapticNode synaptic = new("synaptic", [new ValueTerm(0, [1])], [0], [0.5f]) { Kept = [0.5f] };
        RefusedBehind("decays", synaptic with { Kept = [] });
        RefusedBehind("outside 0 to 1", synaptic with { Kept = [2] });
        RefusedBehind("not finite", synaptic with { Rest = float.NaN });
        RefusedBehind("above its reset value", synaptic with { ResetValue = 1 });
        RecallNode recall = new("recall", [new ValueTerm(0, [1])], [0], [0.5f]) { Queries = [1], Shifts = [1] };
        RefusedBehind("shifts for more than 10000 steps", recall with { Shifts = new float[10_001] });
        RefusedBehind("queries", recall with { Queries = [] });
        RefusedBehind("shifts", recall with { Shifts = [] });
        RefusedBehind("above 0", recall with { Threshold = 0 });
        RefusedBehind("probabilities", new DrawnCodeNode("drawn", new float[255], 0, 0));
        RefusedBehind("heads", new AttentionNode("attention", 0, 0, 0, Heads: 2));
        RefusedBehind("no spikes", new AttentionNode("attention", 0, 1, 0, Heads: 1), new CurrentNode("floats", [new ValueTerm(0, [1])], [0]));
        RefusedBehind("gates", new JoinNode("mask", 1, 1, JoinKind.Mask), new JoinNode("sum", 0, 0, JoinKind.Add));
        RefusedBehind("table", new CodeNode("code", new float[255]));
        Assert.Throws<StudentException>(() => new Student("no logits", 1, input, [neurons]));
        Assert.Throws<StudentException>(() => new Student("no steps", 0, input, [neurons, logits]));
        Assert.Throws<StudentException>(() => new Student("huge", 1, StudentMaker.Input(1 << 14, 1 << 14, 1), [neurons, logits]));

        void RefusedBehind(string said, StudentNode other, params StudentNode[] before)
        {
            StudentException refusal = Assert.Throws<StudentException>(() => new Student("other", 1, input, [neurons, .. before, other, logits]));
            Assert.Contains($"'{other.Name}'", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
        }

        void Refused(string said, NeuronNode other)
            => Assert.Contains(said, Assert.Throws<StudentException>(() => new Student("other", 1, input, [other, logits])).Message, StringComparison.Ordinal);
    }

    private static (Student Student, byte[] Image) Made(bool floats)
    {
        StudentMaker maker = new(5, StudentMaker.Input(6, 6, 3), floats);
        int stem = maker.Neurons(8, maker.Convolution(Student.Image, 8, Window.Square(3, 1, 1)));
        int next = maker.Neurons(8, maker.Convolution(stem, 8, Window.Square(3, 1, 1), groups: 2), maker.Value(stem));
        int sum = maker.Join(next, stem, JoinKind.Add);
        maker.GlobalSum(maker.Pool(sum, PoolKind.Sum, Window.Square(2, 2)));
        Student made = maker.Build(2, classes: 3);
        return (new Student(made.Name, made.Timesteps, made.Input, made.Nodes) { ClassNames = ["a", "b", "ü"] }, maker.Image);
    }

    private static float[] Logits(Student student, byte[] image)
    {
        using StudentSession session = new StudentModel(student).CreateSession();
        float[] logits = new float[student.Classes];
        session.Run(image, logits);
        return logits;
    }
}
