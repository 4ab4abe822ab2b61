using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>A student with its weights as the kernels want them. Sessions share it; it does not change.</summary>
internal sealed class Layers
{
    public Layers(Student student)
    {
        Student = student;
        Terms = new Terms(student);
        All = [.. student.Nodes.Select((node, index) => Of(student, node, index, Terms))];
    }

    /// <summary>The student.</summary>
    public Student Student { get; }

    /// <summary>What its weights are read by.</summary>
    public Terms Terms { get; }

    /// <summary>By the numbers of the nodes.</summary>
    public Layer[] All { get; }

    /// <summary>Scratch memory for a thread.</summary>
    public Tile Tile(VectorLevel level, int steps)
    {
        SumLayer[] sums = [.. All.OfType<SumLayer>()];
        return new Tile(
            level,
            sums.Max(layer => layer.Places(1)),
            sums.Max(layer => Most(steps, most => (long)layer.SumLength * layer.Places(most) * most)),
            sums.Max(layer => Most(steps, most => (long)layer.Blocks.Width * layer.Places(most) * most)),
            sums.Max(layer => Most(steps, most => layer.ListEntries * layer.Places(most) * most)),
            sums.Max(layer => Most(steps, most => layer.Lists * layer.Places(most) * most)),
            sums.Max(layer => layer.Values),
            All.Max(layer => layer.ScratchLength));
    }

    /// <summary>The state of a session.</summary>
    public NeuronState State(int lanes)
    {
        NeuronState state = new(All.Length);
        for (int index = 0; index < All.Length; index++)
        {
            if (All[index] is NeuronLayer neurons)
            {
                state.Membranes[index] = new AlignedBuffer<float>(neurons.StateLength * lanes * neurons.Variables);
                state.Currents[index] = neurons.Stays ? new AlignedBuffer<float>(neurons.StateLength * lanes) : null;
            }
        }

        return state;
    }

    /// <summary>The most over all numbers of steps that can run at once.</summary>
    private static long Most(int steps, Func<int, long> needed) => Enumerable.Range(1, steps).Max(needed);

    private static Layer Of(Student student, StudentNode node, int index, Terms terms)
    {
        bool stays = student.Values[index].Stays;
        return node switch
        {
            NeuronNode or GatedNode or SynapticNode or RecallNode => new NeuronLayer(student, index, terms),
            LogitsNode => new LogitsLayer(student, index, terms),
            CurrentNode => new CurrentLayer(student, index, terms),
            PoolNode pool when Read(pool.Source).Kind == ValueKind.Floats => new FloatPoolLayer(pool, index, stays, MapOf(pool)),
            PoolNode pool => new PoolLayer(pool, index, MapOf(pool)),
            GlobalSumNode global when Read(global.Source).Kind == ValueKind.Floats => new FloatSumLayer(global, index, stays),
            GlobalSumNode global => new GlobalSumLayer(global, index),
            JoinNode join => new JoinLayer(join, index),
            AttentionNode attention => new AttentionLayer(attention, index, student.Values[index].Size),
            DrawnCodeNode drawn => new DrawnCodeLayer(drawn, index),
            _ => new CodeLayer((CodeNode)node, index),
        };

        StudentValue Read(int source) => student.Values[source];

        TapMap MapOf(PoolNode pool) => terms.MapOf(pool.Window, Read(pool.Source).Size);
    }
}
