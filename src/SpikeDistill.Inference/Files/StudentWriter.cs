using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Inference.Files;

/// <summary>Writes the parts of a student; <see cref="StudentReader"/> reads them in the same order.</summary>
internal sealed class StudentWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Student(Student student)
    {
        Text(student.Name);
        Int(student.Timesteps);
        Size(student.Input.Size);
        Int(student.Input.OverTime ? 1 : 0);
        Floats(student.Input.Means);
        Floats(student.Input.Deviations);
        Int(student.ClassNames.Count);
        foreach (string name in student.ClassNames)
        {
            Text(name);
        }

        Int(student.Nodes.Count);
        foreach (StudentNode node in student.Nodes)
        {
            Node(node);
        }
    }

    public void Bytes(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    public void Int(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.GetSpan(sizeof(int)), value);
        _bytes.Advance(sizeof(int));
    }

    public void Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(sizeof(long)), value);
        _bytes.Advance(sizeof(long));
    }

    private void Node(StudentNode node)
    {
        Int((int)NodeCodes.Of(node));
        Text(node.Name);
        switch (node)
        {
            case NeuronNode neurons:
                Sum(neurons);
                Floats(neurons.Decay);
                Float(neurons.Threshold);
                Int(neurons.HardReset ? 1 : 0);
                Float(neurons.ResetValue);
                if (neurons.Thresholds.Length > 0) Floats(neurons.Thresholds);
                break;
            case GatedNode gated:
                Sum(gated);
                foreach (float[] values in (float[][])[gated.Decay, gated.Gains, gated.Constants, gated.Thresholds, gated.Kept, gated.Taken]) Floats(values);
                break;
            case SynapticNode synaptic:
                Sum(synaptic);
                Floats(synaptic.Decay);
                Floats(synaptic.Kept);
                Float(synaptic.Rest);
                Float(synaptic.Threshold);
                Int(synaptic.HardReset ? 1 : 0);
                Float(synaptic.ResetValue);
                break;
            case RecallNode recall:
                Sum(recall);
                foreach (float[] values in (float[][])[recall.Decay, recall.Queries, recall.Shifts]) Floats(values);
                Float(recall.Threshold);
                break;
            case SumNode sum:
                Sum(sum);
                break;
            case PoolNode pool:
                Int(pool.Source);
                Int((int)pool.Kind);
                Window(pool.Window);
                break;
            case GlobalSumNode global:
                Int(global.Source);
                break;
            case JoinNode join:
                Int(join.First);
                Int(join.Second);
                Int((int)join.Kind);
                break;
            case AttentionNode attention:
                Int(attention.Queries);
                Int(attention.Keys);
                Int(attention.Values);
                Int(attention.Heads);
                break;
            case CodeNode code:
                Floats(code.Table);
                break;
            case DrawnCodeNode drawn:
                Floats(drawn.Probabilities);
                Long(drawn.Seed);
                Long((long)drawn.Stream);
                break;
        }
    }

    private void Sum(SumNode node)
    {
        Floats(node.Bias);
        Int(node.Terms.Count);
        foreach (Term term in node.Terms)
        {
            Int(term.Source);
            Floats(term.Scales);
            Int((int)NodeCodes.Of(term));
            if (term is WeightTerm weights)
            {
                Window(weights.Window);
                Int(weights.Groups);
                if (weights.Integers is { } integers)
                {
                    Int(integers.Length);
                    Bytes(MemoryMarshal.AsBytes(integers.AsSpan()));
                }
                else
                {
                    Floats(weights.Floats!);
                }
            }
        }
    }

    private void Size(MapSize size)
    {
        Int(size.Height);
        Int(size.Width);
        Int(size.Channels);
    }

    private void Window(Window window)
    {
        Int(window.Height);
        Int(window.Width);
        Int(window.StrideDown);
        Int(window.StrideAcross);
        Int(window.PaddingRows);
        Int(window.PaddingColumns);
    }

    private void Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Int(bytes.Length);
        Bytes(bytes);
    }

    private void Float(float value) => Int(BitConverter.SingleToInt32Bits(value));

    private void Floats(float[] values)
    {
        Int(values.Length);
        foreach (float value in values)
        {
            Float(value);
        }
    }
}
