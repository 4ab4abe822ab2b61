using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Networks.Planning;
using SpikeDistill.Tensors.Memory;

namespace SpikeDistill.Training;

/// <summary>What a network's tensors take, step by step of its plan, in the sizes of the memory pool's blocks.</summary>
internal sealed class NetworkMemory
{
    /// <summary>Sums for each channel of a fused step, at most, and bytes that its tasks work in.</summary>
    private const int MostSums = 3, TaskScratch = 1 << 16;

    private readonly NetworkGraph _graph;
    private readonly Plan _plan;
    private readonly bool _recompute;

    // What the backward pass needs where all steps are recorded, and what the tape holds behind the forward pass.
    private readonly bool[] _kept, _held;

    // For each node the first step that reads it, and the step that gives it.
    private readonly int[] _firstRead, _givenBy;

    /// <param name="description">The network.</param>
    /// <param name="dynamics">What fires in it.</param>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    /// <param name="recompute">Whether blocks are run again in the backward pass.</param>
    /// <exception cref="DescriptionException">Images of this size do not fit.</exception>
    public NetworkMemory(NetworkDescription description, Dynamics dynamics, int height, int width, bool recompute = false)
    {
        _graph = description.GraphOf(dynamics, height, width);
        _plan = Plan.Fused(_graph);
        _recompute = recompute;
        _kept = Keep(_plan.Steps);
        _held = Keep(_plan.Blocks.Where(block => !RunsAgain(block)).SelectMany(Steps));
        (_firstRead, _givenBy) = (new int[_graph.Nodes.Count], new int[_graph.Nodes.Count]);
        Array.Fill(_givenBy, -1);
        for (int i = _plan.Steps.Count - 1; i >= 0; i--)
        {
            _givenBy[_plan.Steps[i].Gives.Index] = i;
            foreach (int read in _plan.Steps[i].Reads.Where(read => read != NetworkGraph.Image)) _firstRead[read] = i;
        }
    }

    /// <summary>Weights and running statistics.</summary>
    public long ParameterBytes => TensorBytes.Floats(_graph.ParameterCount + _graph.BufferCount);

    /// <summary>Running statistics.</summary>
    public long BufferBytes => TensorBytes.Floats(_graph.BufferCount);

    /// <summary>What the tape holds after a forward pass that records.</summary>
    public long SavedBytes(int batch)
        => Images(batch) + _plan.Blocks.Sum(block => Steps(block).Sum(step => Held(block, step, batch)));

    /// <summary>The most that a training step holds, forward and backward, without the parameters.</summary>
    /// <param name="batch">Images of a shard.</param>
    /// <param name="shards">How many shards are on their way at once, whose kernels take turns.</param>
    public long StepBytes(int batch, int shards = 1) => Math.Max(RecordingBytes(batch, shards), BackwardBytes(batch, shards));

    /// <summary>
    /// The most that a pass without gradients holds, without the parameters: every value from the step that makes it to the last
    /// that reads it.
    /// </summary>
    public long InferenceBytes(int batch)
    {
        long held = Images(batch), most = held;
        foreach ((int index, PlanStep step) in _plan.Steps.Index())
        {
            long made = Made(step, batch), kernels = step.Nodes.Max(node => Forward(node, batch));
            most = Math.Max(most, held + made + kernels);
            held += Value(step.Gives, batch) - _plan.Done[index].Sum(done => Value(_graph.Nodes[done], batch));
        }

        return most;
    }

    /// <summary>Rents the parameters and running statistics, a block each, in several copies: weights, what the optimizer remembers of them.</summary>
    public void RentParameters(RehearsedMemory pool, int copies)
    {
        for (int copy = 0; copy < copies; copy++)
        {
            foreach (long values in _graph.Nodes.SelectMany(
                node => node.Parameters.Select(one => one.Shape.Count).Concat(node.Buffers.Select(one => one.Shape.Count))))
            {
                pool.Rent(TensorBytes.Floats(values));
            }
        }
    }

    /// <summary>What its nodes read and give.</summary>
    public NetworkGraph Graph => _graph;

    /// <summary>The steps in which it runs.</summary>
    public Plan Plan => _plan;

    /// <summary>Whether the tape holds a node's value behind the forward pass, or, of a block that has run again, before its backward pass.</summary>
    public bool Holds(int node, bool again) => (again ? _kept : _held)[node];

    /// <summary>Whether a block is run again in the backward pass.</summary>
    public bool RunsAgain(PlanBlock block) => _recompute && block.RunsAgain;

    /// <summary>The nodes whose values go with a block, of those that blocks that run again had given: all that it reads first, but features.</summary>
    public IEnumerable<GraphNode> LeftBy(PlanBlock block)
        => _plan.Blocks.Where(RunsAgain).SelectMany(Steps).Select(step => step.Gives)
            .Where(node => _held[node.Index] && node is { Node: { Feature: false, IsView: false } })
            .Where(node => _firstRead[node.Index] >= block.First && _firstRead[node.Index] < block.End);

    /// <summary>Forwards: what is held, and every other value from the step that makes it to the last that reads it.</summary>
    private long RecordingBytes(int batch, int shards)
    {
        long held = Images(batch), most = held;
        foreach (PlanBlock block in _plan.Blocks)
        {
            for (int i = block.First; i < block.End; i++)
            {
                PlanStep step = _plan.Steps[i];
                most = Math.Max(most, (shards * (held + Made(step, batch))) + step.Nodes.Max(node => Forward(node, batch)));
                held += Held(block, step, batch) + Passing(i, _held, batch);
            }
        }

        return most;
    }

    /// <summary>
    /// Backwards: what is kept goes step by step, and the gradient of a value lives from its last reader to the step that made it. A block that is
    /// run again brings with it what it keeps, and leaves nothing of what it read unless others read it before.
    /// </summary>
    private long BackwardBytes(int batch, int shards)
    {
        long saved = SavedBytes(batch), most = 0, weights = 0;
        Dictionary<int, long> gradients = [];
        foreach (PlanBlock block in _plan.Blocks.Reverse())
        {
            bool again = RunsAgain(block);
            if (again)
            {
                most = Math.Max(most, shards * (saved + gradients.Values.Sum() + weights + AgainBytes(block, batch)));
                saved += Steps(block).Sum(step => Kept(step, batch));
            }

            foreach (PlanStep step in Steps(block).Reverse())
            {
                weights += step.Nodes.Sum(node => node.Parameters.Sum(parameter => TensorBytes.Floats(parameter.Shape.Count)));
                long kernels = step.Nodes.Max(node => Kernels(node, batch).Backward), own = 0;
                Add([step.Gives.Index, .. step is FusedStep { Pattern.Shortcut: { } shortcut } ? [shortcut] : (int[])[]]);
                if (step is FusedStep { Pattern: { Main.Convolution: { } convolution } pattern })
                {
                    // First what is behind the convolution, whose gradient is written over the output's or stands beside a shortcut's, or beside the
                    // steps' where it has none; what that needs is gone when the convolution's turn comes.
                    long still = pattern.Repeat is null ? 0 : Gradient(convolution, batch);
                    most = Math.Max(most, (shards * (saved + gradients.Values.Sum() + weights + still)) + Sums(step.Gives, batch));
                    if (_recompute) own = Values(step, batch, _kept);
                }

                // What hands its gradient on does so in the same memory; whoever writes over it takes some of his own then. Where all is kept, the
                // map more that is counted without this stays as a margin.
                bool handsOn = _recompute && step is NodeStep { Gives.Node.HandsGradientOn: true };
                if (!handsOn) Add(step.Reads);
                most = Math.Max(most, (shards * (saved - own + gradients.Values.Sum() + weights)) + kernels);
                Add(step.Reads);

                gradients.Remove(step.Gives.Index);
                saved -= again ? Kept(step, batch) : Held(block, step, batch);
            }

            saved -= LeftBy(block).Sum(node => Value(node, batch));
        }

        return most;

        // That of a view is its source's.
        void Add(IEnumerable<int> nodes)
        {
            foreach (int node in nodes.Select(Root).Where(node => node != NetworkGraph.Image))
            {
                gradients.TryAdd(node, Gradient(_graph.Nodes[node], batch));
            }
        }
    }

    /// <summary>The most that the second run of a block holds.</summary>
    private long AgainBytes(PlanBlock block, int batch)
    {
        long held = 0, most = 0;
        for (int i = block.First; i < block.End; i++)
        {
            most = Math.Max(most, held + Made(_plan.Steps[i], batch) + _plan.Steps[i].Nodes.Max(node => Forward(node, batch)));
            held += Kept(_plan.Steps[i], batch) + Passing(i, _kept, batch, from: block.First);
        }

        return most;
    }

    /// <summary>How a step changes what is there of values that are not kept.</summary>
    private long Passing(int step, bool[] kept, int batch, int from = 0)
    {
        GraphNode gives = _plan.Steps[step].Gives;
        return (kept[gives.Index] ? 0 : Value(gives, batch))
            - _plan.Done[step].Where(done => !kept[done] && _givenBy[done] >= from).Sum(done => Value(_graph.Nodes[done], batch));
    }

    public IEnumerable<PlanStep> Steps(PlanBlock block) => _plan.StepsOf(block);

    /// <summary>Which nodes' values the backward pass of recorded steps needs, or who runs again, or those who asked for features.</summary>
    private bool[] Keep(IEnumerable<PlanStep> recorded)
    {
        bool[] kept = new bool[_graph.Nodes.Count];
        kept[^1] = true;
        foreach (GraphNode node in _graph.Nodes.Where(node => node.Node.Feature)) kept[node.Index] = true;
        foreach (int read in _plan.Blocks.Where(RunsAgain).SelectMany(block => block.Reads).Where(read => read != NetworkGraph.Image)) kept[read] = true;
        foreach (PlanStep step in recorded)
        {
            KeptValues keeps = step is NodeStep ? step.Gives.Node.Keeps : KeptValues.Inputs | KeptValues.Output;
            kept[step.Gives.Index] |= keeps.HasFlag(KeptValues.Output);
            foreach (int read in step.Reads.Where(read => read != NetworkGraph.Image))
            {
                kept[read] |= keeps.HasFlag(KeptValues.Inputs);
            }

            foreach (GraphNode inside in step.Stored.Where(_ => step is not NodeStep))
            {
                kept[inside.Index] = true;
            }
        }

        foreach (GraphNode view in _graph.Nodes.Reverse().Where(node => node.Node.IsView && kept[node.Index]))
        {
            if (Root(view.Index) is not NetworkGraph.Image and int root)
            {
                kept[root] = true;
            }
        }

        return kept;
    }

    /// <summary>The node in whose memory a value lies.</summary>
    public int Root(int node)
    {
        while (node != NetworkGraph.Image && _graph.Nodes[node].Node.IsView)
        {
            node = _graph.Nodes[node].Sources[0];
        }

        return node;
    }

    public long Forward(GraphNode node, int batch)
        => node.Sources.All(source => source != NetworkGraph.Image && _graph.Value(source).Packed)
            ? 0
            : Kernels(node, batch).Forward;

    public KernelMemory Kernels(GraphNode node, int batch) => node.Node.Kernels(node.Context, node.Output, Samples(node, batch));

    public long Images(int batch) => TensorBytes.Of(_graph.ImageValue, _graph.ImageValue.Shape.Folded(batch, _graph.Dynamics.Timesteps));

    /// <summary>The values there is memory for while a step runs.</summary>
    private long Made(PlanStep step, int batch) => step.Stored.Where(node => !node.Node.IsView).Sum(node => Value(node, batch));

    /// <summary>What the tape holds of a step behind the forward pass.</summary>
    private long Held(PlanBlock block, PlanStep step, int batch)
        => RunsAgain(block) ? Values(step, batch, _held) + Buffers(step) : Kept(step, batch, _held);

    private long Values(PlanStep step, int batch, bool[] kept)
        => step.Stored.Where(node => kept[node.Index] && !node.Node.IsView).Sum(node => Value(node, batch));

    /// <summary>The copies of running statistics that a second run moves.</summary>
    private static long Buffers(PlanStep step) => step.Nodes.Sum(node => node.Buffers.Sum(buffer => TensorBytes.Floats(buffer.Shape.Count)));

    /// <summary>The sums over tasks of 16,384 elements that a fused step leaves for each channel, in double precision, and what tasks work in.</summary>
    public long Sums(GraphNode node, int batch)
    {
        long channels = (node.Output.Shape.Channels + 15) / 16 * 16, tasks = (Samples(node, batch) * node.Output.Shape.Count!.Value / 16_384) + 1;
        return (tasks * MostSums * channels * sizeof(double)) + TaskScratch;
    }

    private long Kept(PlanStep step, int batch) => Kept(step, batch, _kept);

    /// <summary>What a step that is recorded leaves for the backward pass.</summary>
    private long Kept(PlanStep step, int batch, bool[] kept)
        => Values(step, batch, kept) + step.Nodes.Sum(node => Kernels(node, batch).Kept);

    public long Value(GraphNode node, int batch) => TensorBytes.Of(node.Output, Samples(node, batch));

    public long Gradient(GraphNode node, int batch) => TensorBytes.Gradient(node.Output, Samples(node, batch));

    private long Samples(GraphNode node, int batch) => node.Output.Shape.Folded(batch, _graph.Dynamics.Timesteps);
}
