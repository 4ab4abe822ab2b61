using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Networks.Planning;

namespace SpikeDistill.Training;

/// <summary>What a network's tensors take, step by step of its plan, in the sizes of the memory pool's blocks.</summary>
internal sealed class NetworkMemory
{
    private readonly NetworkGraph _graph;
    private readonly Plan _plan;

    /// <param name="description">The network.</param>
    /// <param name="dynamics">What fires in it.</param>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    /// <exception cref="DescriptionException">Images of this size do not fit.</exception>
    public NetworkMemory(NetworkDescription description, Dynamics dynamics, int height, int width)
    {
        _graph = description.GraphOf(dynamics, height, width);
        _plan = Plan.Fused(_graph);
    }

    /// <summary>Weights and running statistics.</summary>
    public long ParameterBytes => TensorBytes.Floats(_graph.ParameterCount + _graph.BufferCount);

    /// <summary>What the tape holds after a forward pass that records.</summary>
    public long SavedBytes(int batch) => Images(batch) + _plan.Steps.Sum(step => Kept(step, batch));

    /// <summary>The most that a training step holds, forward and backward, without the parameters.</summary>
    public long StepBytes(int batch)
    {
        // Backwards: what is saved goes step by step, and the gradient of a value lives from its last reader to the step that made it.
        long saved = SavedBytes(batch), most = 0, weights = 0;
        Dictionary<int, long> gradients = [];
        foreach (PlanStep step in _plan.Steps.Reverse())
        {
            // In a fused step the convolution's gradient is written over the output's.
            foreach (int node in step.Reads.Append(step.Gives.Index).Where(node => node != NetworkGraph.Image))
            {
                gradients.TryAdd(node, Gradient(_graph.Nodes[node], batch));
            }

            weights += step.Nodes.Sum(node => node.Parameters.Sum(parameter => TensorBytes.Floats(parameter.Shape.Count)));
            long kernels = step.Nodes.Max(node => node.Node.Kernels(node.Context, node.Output, Samples(node, batch)).Backward);
            most = Math.Max(most, saved + gradients.Values.Sum() + weights + kernels);
            gradients.Remove(step.Gives.Index);
            saved -= Kept(step, batch);
        }

        return most;
    }

    /// <summary>
    /// The most that a pass without gradients holds, without the parameters: every value from the step that makes it to the last
    /// that reads it.
    /// </summary>
    public long InferenceBytes(int batch)
    {
        long held = Images(batch), most = held;
        foreach ((int index, PlanStep step) in _plan.Steps.Index())
        {
            long made = Kept(step, batch), kernels = step.Nodes.Max(node => Forward(node, batch));
            most = Math.Max(most, held + made + kernels);
            held += Value(step.Gives, batch) - _plan.Done[index].Sum(done => Value(_graph.Nodes[done], batch));
        }

        return most;
    }

    private long Forward(GraphNode node, int batch)
        => node.Sources.All(source => source != NetworkGraph.Image && _graph.Value(source).Packed)
            ? 0
            : node.Node.Kernels(node.Context, node.Output, Samples(node, batch)).Forward;

    private long Images(int batch) => TensorBytes.Of(_graph.ImageValue, batch);

    /// <summary>The values there is memory for while a step runs.</summary>
    private long Kept(PlanStep step, int batch) => step.Stored.Sum(node => Value(node, batch));

    private long Value(GraphNode node, int batch) => TensorBytes.Of(node.Output, Samples(node, batch));

    private long Gradient(GraphNode node, int batch) => TensorBytes.Gradient(node.Output, Samples(node, batch));

    private long Samples(GraphNode node, int batch) => node.Output.Shape.Folded(batch, _graph.Dynamics.Timesteps);
}
