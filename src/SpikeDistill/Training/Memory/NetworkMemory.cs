using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Networks.Planning;
using SpikeDistill.Tensors.Memory;

namespace SpikeDistill.Training;

/// <summary>What a network's tensors take, step by step of its plan, in the sizes of the memory pool's blocks.</summary>
internal sealed class NetworkMemory
{
    private readonly NetworkGraph _graph;
    private readonly Plan _plan;
    private readonly bool[] _kept;

    /// <param name="description">The network.</param>
    /// <param name="dynamics">What fires in it.</param>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    /// <exception cref="DescriptionException">Images of this size do not fit.</exception>
    public NetworkMemory(NetworkDescription description, Dynamics dynamics, int height, int width)
    {
        _graph = description.GraphOf(dynamics, height, width);
        _plan = Plan.Fused(_graph);
        _kept = Keep();
    }

    /// <summary>Weights and running statistics.</summary>
    public long ParameterBytes => TensorBytes.Floats(_graph.ParameterCount + _graph.BufferCount);

    /// <summary>What the tape holds after a forward pass that records.</summary>
    public long SavedBytes(int batch) => Images(batch) + _plan.Steps.Sum(step => Kept(step, batch));

    /// <summary>The most that a training step holds, forward and backward, without the parameters.</summary>
    public long StepBytes(int batch) => Math.Max(RecordingBytes(batch), BackwardBytes(batch));

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

    /// <summary>Rents and gives back what a pass without gradients does, in its order; at the end nothing is rented that was not before.</summary>
    public void RehearseInference(RehearsedMemory pool, int batch)
    {
        int images = pool.Rent(Images(batch));
        Dictionary<int, RentedValue> values = [];
        foreach ((int index, PlanStep step) in _plan.Steps.Index())
        {
            foreach (GraphNode node in step.Stored)
            {
                values[node.Index] = node.Node.IsView
                    ? values.TryGetValue(node.Sources[0], out RentedValue? source) ? source.Hold() : new RentedValue(pool.Rent(0))
                    : new RentedValue(pool.Rent(Value(node, batch)));
                pool.Return(pool.Rent(Forward(node, batch)));
            }

            foreach (int gone in step.Stored.Where(node => node != step.Gives).Select(node => node.Index).Concat(_plan.Done[index]))
            {
                if (values.Remove(gone, out RentedValue? value)) value.Drop(pool);
            }
        }

        foreach (RentedValue left in values.Values) left.Drop(pool);
        pool.Return(images);
    }

    /// <summary>Forwards: what is kept, and every other value from the step that makes it to the last that reads it.</summary>
    private long RecordingBytes(int batch)
    {
        long held = Images(batch), most = held;
        foreach ((int index, PlanStep step) in _plan.Steps.Index())
        {
            most = Math.Max(most, held + Made(step, batch) + step.Nodes.Max(node => Forward(node, batch)));
            long given = _kept[step.Gives.Index] ? 0 : Value(step.Gives, batch);
            held += Kept(step, batch) + given - _plan.Done[index].Where(done => !_kept[done]).Sum(done => Value(_graph.Nodes[done], batch));
        }

        return most;
    }

    /// <summary>Backwards: what is kept goes step by step, and the gradient of a value lives from its last reader to the step that made it.</summary>
    private long BackwardBytes(int batch)
    {
        long saved = SavedBytes(batch), most = 0, weights = 0;
        Dictionary<int, long> gradients = [];
        foreach (PlanStep step in _plan.Steps.Reverse())
        {
            // In a fused step the convolution's gradient is written over the output's; that of a view is its source's.
            foreach (int node in step.Reads.Append(step.Gives.Index).Select(Root).Where(node => node != NetworkGraph.Image))
            {
                gradients.TryAdd(node, Gradient(_graph.Nodes[node], batch));
            }

            weights += step.Nodes.Sum(node => node.Parameters.Sum(parameter => TensorBytes.Floats(parameter.Shape.Count)));
            long kernels = step.Nodes.Max(node => Kernels(node, batch).Backward);
            most = Math.Max(most, saved + gradients.Values.Sum() + weights + kernels);
            gradients.Remove(step.Gives.Index);
            saved -= Kept(step, batch);
        }

        return most;
    }

    /// <summary>Which nodes' values the backward pass needs, or those who asked for features.</summary>
    private bool[] Keep()
    {
        bool[] kept = new bool[_graph.Nodes.Count];
        kept[^1] = true;
        foreach (PlanStep step in _plan.Steps)
        {
            KeptValues keeps = step is NodeStep ? step.Gives.Node.Keeps : KeptValues.Inputs | KeptValues.Output;
            kept[step.Gives.Index] |= keeps.HasFlag(KeptValues.Output) || step.Gives.Node.Feature;
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
    private int Root(int node)
    {
        while (node != NetworkGraph.Image && _graph.Nodes[node].Node.IsView)
        {
            node = _graph.Nodes[node].Sources[0];
        }

        return node;
    }

    private long Forward(GraphNode node, int batch)
        => node.Sources.All(source => source != NetworkGraph.Image && _graph.Value(source).Packed)
            ? 0
            : Kernels(node, batch).Forward;

    private KernelMemory Kernels(GraphNode node, int batch) => node.Node.Kernels(node.Context, node.Output, Samples(node, batch));

    private long Images(int batch) => TensorBytes.Of(_graph.ImageValue, _graph.ImageValue.Shape.Folded(batch, _graph.Dynamics.Timesteps));

    /// <summary>The values there is memory for while a step runs.</summary>
    private long Made(PlanStep step, int batch) => step.Stored.Where(node => !node.Node.IsView).Sum(node => Value(node, batch));

    /// <summary>What a step leaves for the backward pass.</summary>
    private long Kept(PlanStep step, int batch)
        => step.Stored.Where(node => _kept[node.Index] && !node.Node.IsView).Sum(node => Value(node, batch))
            + step.Nodes.Sum(node => Kernels(node, batch).Kept);

    private long Value(GraphNode node, int batch) => TensorBytes.Of(node.Output, Samples(node, batch));

    private long Gradient(GraphNode node, int batch) => TensorBytes.Gradient(node.Output, Samples(node, batch));

    private long Samples(GraphNode node, int batch) => node.Output.Shape.Folded(batch, _graph.Dynamics.Timesteps);

    /// <summary>A block with the number of values that lie in it.</summary>
    private sealed class RentedValue(int block)
    {
        private int _holders = 1;

        public RentedValue Hold()
        {
            _holders++;
            return this;
        }

        public void Drop(RehearsedMemory pool)
        {
            if (--_holders == 0) pool.Return(block);
        }
    }
}
