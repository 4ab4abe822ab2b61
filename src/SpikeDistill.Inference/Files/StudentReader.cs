using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Inference.Files;

/// <summary>Reads what <see cref="StudentWriter"/> writes. Every length is held to the bytes that are left before anything is made for it.</summary>
internal ref struct StudentReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly int _length = bytes.Length;
    private ReadOnlySpan<byte> _left = bytes;

    public Student Student()
    {
        string name = Text();
        int timesteps = Int();
        StudentInput input = new(Size(), Flag(), Floats(), Floats());
        string[] classes = new string[Length(sizeof(int))];
        for (int i = 0; i < classes.Length; i++)
        {
            classes[i] = Text();
        }

        StudentNode[] nodes = new StudentNode[Length(sizeof(int))];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = Node();
        }

        if (!_left.IsEmpty)
        {
            throw Damaged($"{_left.Length} bytes follow the last node");
        }

        Student student = new(name, timesteps, input, nodes) { ClassNames = classes };
        return classes.Length == 0 || classes.Length == student.Classes
            ? student
            : throw Damaged($"{classes.Length} names are there for {student.Classes} classes");
    }

    public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    private StudentNode Node()
    {
        int code = Int();
        string name = Text();
        switch ((NodeCode)code)
        {
            case NodeCode.Neurons:
                return Neurons(name);
            case NodeCode.ThresholdNeurons:
                return Neurons(name) with { Thresholds = Floats() };
            case NodeCode.GatedNeurons:
                float[] bias = Floats();
                return new GatedNode(name, Terms(), bias, Floats())
                {
                    Gains = Floats(),
                    Constants = Floats(),
                    Thresholds = Floats(),
                    Kept = Floats(),
                    Taken = Floats(),
                };
            case NodeCode.SynapticNeurons:
                float[] charged = Floats();
                return new SynapticNode(name, Terms(), charged, Floats())
                {
                    Kept = Floats(),
                    Rest = Float(),
                    Threshold = Float(),
                    HardReset = Flag(),
                    ResetValue = Float(),
                };
            case NodeCode.RecallNeurons:
                float[] shown = Floats();
                return new RecallNode(name, Terms(), shown, Floats()) { Queries = Floats(), Shifts = Floats(), Threshold = Float() };
            case NodeCode.Currents:
                float[] start = Floats();
                return new CurrentNode(name, Terms(), start);
            case NodeCode.Logits:
                float[] shift = Floats();
                return new LogitsNode(name, Terms(), shift);
            case NodeCode.Pool:
                return new PoolNode(name, Int(), Choice<PoolKind>(PoolKind.Largest), Window());
            case NodeCode.GlobalSum:
                return new GlobalSumNode(name, Int());
            case NodeCode.Join:
                return new JoinNode(name, Int(), Int(), Choice<JoinKind>(JoinKind.Mask));
            case NodeCode.Attention:
                return new AttentionNode(name, Int(), Int(), Int(), Int());
            case NodeCode.Code:
                return new CodeNode(name, Floats());
            case NodeCode.DrawnCode:
                return new DrawnCodeNode(name, Floats(), Long(), (ulong)Long());
            default:
                throw Damaged($"the node '{name}' is of kind {code}, which is not known");
        }
    }

    private NeuronNode Neurons(string name)
    {
        float[] bias = Floats();
        return new NeuronNode(name, Terms(), bias, Floats()) { Threshold = Float(), HardReset = Flag(), ResetValue = Float() };
    }

    private Term[] Terms()
    {
        Term[] terms = new Term[Length(sizeof(int))];
        for (int i = 0; i < terms.Length; i++)
        {
            int source = Int();
            float[] scales = Floats();
            int code = Int();
            terms[i] = (TermCode)code switch
            {
                TermCode.Value => new ValueTerm(source, scales),
                TermCode.Integers => new WeightTerm(source, Window(), Int(), scales) { Integers = Integers() },
                TermCode.Floats => new WeightTerm(source, Window(), Int(), scales) { Floats = Floats() },
                _ => throw Damaged($"a term is of kind {code}, which is not known"),
            };
        }

        return terms;
    }

    private MapSize Size() => new(Int(), Int(), Int());

    private Window Window() => new(Int(), Int(), Int(), Int(), Int(), Int());

    private string Text()
    {
        try
        {
            return Strict.GetString(Take(Length(1)));
        }
        catch (DecoderFallbackException)
        {
            throw Damaged("a name is not UTF-8");
        }
    }

    private bool Flag() => Int() switch
    {
        0 => false,
        1 => true,
        int other => throw Damaged($"{other} stands where 0 or 1 is expected"),
    };

    private float Float() => BitConverter.Int32BitsToSingle(Int());

    private float[] Floats()
    {
        float[] values = new float[Length(sizeof(float))];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Float();
        }

        return values;
    }

    private sbyte[] Integers() => MemoryMarshal.Cast<byte, sbyte>(Take(Length(1))).ToArray();

    private T Choice<T>(T last)
        where T : struct, Enum
    {
        int value = Int();
        return value >= 0 && value <= Unsafe.BitCast<T, int>(last) ? Unsafe.BitCast<int, T>(value) : throw Damaged($"{value} is no {typeof(T).Name}");
    }

    /// <summary>A number of elements, each of which takes at least so many bytes.</summary>
    private int Length(int size)
    {
        int count = Int();
        return count >= 0 && (long)count * size <= _left.Length
            ? count
            : throw Damaged($"{count} elements are said to follow, but {_left.Length} bytes are left");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _left.Length)
        {
            throw Damaged($"{count} bytes are expected, but {_left.Length} are left");
        }

        ReadOnlySpan<byte> taken = _left[..count];
        _left = _left[count..];
        return taken;
    }

    private readonly StudentException Damaged(string what)
        => new($"The student is damaged at byte {StudentFile.HeaderLength + _length - _left.Length}: {what}.");
}
