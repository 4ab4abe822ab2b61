using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Networks.Planning;
using SpikeDistill.Tensors.Memory;

namespace SpikeDistill.Training;

/// <summary>Rents and gives back the blocks of a network's passes in their order, so that the gaps between them are known.</summary>
/// <param name="network">The network.</param>
/// <param name="pool">What is rented from; at the end nothing is rented that was not before.</param>
/// <param name="batch">Images of the pass.</param>
internal sealed class PassRehearsal(NetworkMemory network, RehearsedMemory pool, int batch)
{
    private readonly Dictionary<int, RentedValue> _values = [];
    private readonly Dictionary<int, RentedValue> _gradients = [];
    private readonly List<int> _kept = [];

    /// <summary>A pass without gradients.</summary>
    public void Infer()
    {
        int images = pool.Rent(network.Images(batch));
        foreach (PlanBlock block in network.Plan.Blocks) Run(_values, block, static _ => false);
        End(images);
    }

    /// <summary>A training step: forward, what comes between, and backward.</summary>
    /// <param name="between">Rents and gives back what a teacher and terms do.</param>
    public void Train(Action between)
    {
        int images = pool.Rent(network.Images(batch));
        foreach (PlanBlock block in network.Plan.Blocks)
        {
            Run(_values, block, node => network.Holds(node, again: false));
            if (!network.RunsAgain(block)) _kept.Add(pool.Rent(Kept(block)));
        }

        between();
        foreach (PlanBlock block in network.Plan.Blocks.Reverse())
        {
            Dictionary<int, RentedValue> values = _values;
            if (network.RunsAgain(block))
            {
                values = _values.Where(pair => block.Reads.Contains(pair.Key)).ToDictionary(pair => pair.Key, pair => pair.Value.Hold());
                Run(values, block, node => network.Holds(node, again: true));
            }

            foreach (PlanStep step in network.Steps(block).Reverse()) Back(values, step);
            if (values != _values) DropAll(values);
            foreach (GraphNode left in network.LeftBy(block)) Drop(_values, left.Index);
        }

        End(images);
    }

    private void Run(Dictionary<int, RentedValue> values, PlanBlock block, Func<int, bool> holds)
    {
        for (int i = block.First; i < block.End; i++)
        {
            PlanStep step = network.Plan.Steps[i];
            foreach (GraphNode node in step.Stored)
            {
                values[node.Index] = node.Node.IsView
                    ? values.TryGetValue(node.Sources[0], out RentedValue? source) ? source.Hold() : new RentedValue(pool.Rent(0))
                    : new RentedValue(pool.Rent(network.Value(node, batch)));
                pool.Return(pool.Rent(network.Forward(node, batch)));
            }

            foreach (int gone in step.Stored.Where(node => node != step.Gives).Select(node => node.Index).Concat(network.Plan.Done[i]))
            {
                if (!holds(gone)) Drop(values, gone);
            }
        }
    }

    private void Back(Dictionary<int, RentedValue> values, PlanStep step)
    {
        Want(step.Gives.Index);
        List<int> own = [];
        if (step is FusedStep { Pattern: { Main.Convolution: { } convolution } pattern })
        {
            // The gradient of the convolution's value is written over the output's, unless others hold that or it has no steps.
            if (pattern.Repeat is not null) own.Add(pool.Rent(network.Gradient(convolution, batch)));
            if (_gradients[network.Root(step.Gives.Index)].IsShared) own.Add(pool.Rent(network.Gradient(step.Gives, batch)));
            if (pattern.Shortcut is { } shortcut) Want(shortcut);
            pool.Return(pool.Rent(network.Sums(step.Gives, batch)));
            foreach (GraphNode stored in step.Stored) Drop(values, stored.Index);
            if (own.Count > 0) DropGradient(step.Gives);
        }

        bool handsOn = step is NodeStep { Gives.Node.HandsGradientOn: true };
        foreach (int read in step.Reads)
        {
            if (handsOn && network.Root(read) is var root && _gradients.TryAdd(root, _gradients[network.Root(step.Gives.Index)])) _gradients[root].Hold();
            else Want(read);
        }

        pool.Return(pool.Rent(step.Nodes.Max(node => network.Kernels(node, batch).Backward)));
        _kept.AddRange(step.Nodes.SelectMany(node => node.Parameters).Select(one => pool.Rent(TensorBytes.Floats(one.Shape.Count))));
        foreach (GraphNode stored in step.Stored) Drop(values, stored.Index);
        DropGradient(step.Gives);
        foreach (int block in own) pool.Return(block);
    }

    /// <summary>A gradient, where there is none yet; that of a view is its source's.</summary>
    private void Want(int node)
    {
        if (network.Root(node) is not NetworkGraph.Image and int root && !_gradients.ContainsKey(root))
        {
            _gradients.Add(root, new RentedValue(pool.Rent(network.Gradient(network.Graph.Nodes[root], batch))));
        }
    }

    private long Kept(PlanBlock block) => network.Steps(block).Sum(step => step.Nodes.Sum(node => network.Kernels(node, batch).Kept));

    private void End(int images)
    {
        DropAll(_values);
        DropAll(_gradients);
        foreach (int kept in _kept) pool.Return(kept);
        _kept.Clear();
        pool.Return(images);
    }

    private void DropGradient(GraphNode node)
    {
        if (_gradients.Remove(node.Index, out RentedValue? gradient)) gradient.Drop(pool);
    }

    private void Drop(Dictionary<int, RentedValue> values, int node)
    {
        if (values.Remove(node, out RentedValue? value)) value.Drop(pool);
    }

    private void DropAll(Dictionary<int, RentedValue> values)
    {
        foreach (RentedValue value in values.Values) value.Drop(pool);
        values.Clear();
    }

    /// <summary>A block with the number of values that lie in it.</summary>
    private sealed class RentedValue(int block)
    {
        private int _holders = 1;

        public bool IsShared => _holders > 1;

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
