using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Inference.Execution;

/// <summary>What a network has done, counted on its spikes and not estimated.</summary>
internal static class Spiking
{
    /// <summary>Weights that were added because their input fired, in the last run of a batch.</summary>
    public static unsafe long SynapticOperations(Layers layers, Batch batch)
    {
        long sum = 0;
        foreach (WeightTerm term in layers.Student.WeightTerms)
        {
            if (term.Source == Student.Image || batch.Values[term.Source] is not { Planes: > 0 } read)
            {
                continue;
            }

            int[] seen = layers.Terms.MapOf(term.Window, read.Size).Seen;
            for (int step = 0; step < batch.Steps; step++)
            {
                for (int lane = 0; lane < batch.Count; lane++)
                {
                    ulong* words = read.Frame((step * batch.Lanes) + lane);
                    for (int pixel = 0; pixel < seen.Length; pixel++)
                    {
                        for (int word = 0; word < read.PixelWords; word++)
                        {
                            sum += (long)System.Numerics.BitOperations.PopCount(*words++) * seen[pixel] * (term.Outputs / term.Groups);
                        }
                    }
                }
            }
        }

        return sum;
    }

    /// <summary>Spikes and neurons of the last run: their ratio is the firing rate.</summary>
    public static (long Spikes, long Neurons) Rate(Student student, Batch batch)
    {
        long spikes = 0, neurons = 0;
        for (int index = 0; index < student.Nodes.Count; index++)
        {
            if (student.Nodes[index] is not (NeuronNode or GatedNode or SynapticNode or RecallNode))
            {
                continue;
            }

            Frames frames = batch.Values[index]!;
            for (int step = 0; step < batch.Steps; step++)
            {
                for (int lane = 0; lane < batch.Count; lane++)
                {
                    spikes += frames.CountSpikes((step * batch.Lanes) + lane);
                    neurons += frames.Size.Count;
                }
            }
        }

        return (spikes, neurons);
    }
}
