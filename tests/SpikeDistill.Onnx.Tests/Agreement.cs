using SpikeDistill.Networks;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Onnx.Tests;

/// <summary>
/// Holds what another program makes of a network to what it does here: where all spikes are the same, logits are; where a spike differs first,
/// its potential lies at the threshold, so that roundings decide.
/// </summary>
internal sealed class Agreement
{
    /// <summary>How far from a threshold roundings decide.</summary>
    private const float Tie = 2e-5f;

    private const float Tolerance = 1e-4f;

    private Agreement(int same, float largest, int equal) => (SameSpikes, Largest, EqualPredictions) = (same, largest, equal);

    /// <summary>Images of which every spike is the same.</summary>
    public int SameSpikes { get; }

    /// <summary>The largest difference of logits among these.</summary>
    public float Largest { get; }

    /// <summary>Images that are told to be of the same class.</summary>
    public int EqualPredictions { get; }

    /// <param name="network">The network.</param>
    /// <param name="images">[N, H, W, C], or [T, N, H, W, C].</param>
    /// <param name="other">What the other program gives: logits [T, N, classes] and, by layer, spikes and potentials above thresholds.</param>
    public static Agreement Of(Network network, Tensor images, IReadOnlyDictionary<string, float[]> other)
    {
        using Tape tape = new(network.Engine, recording: false);
        Watcher watcher = new(tape);
        Tensor logits = network.Forward(tape, images, new ForwardOptions { Observer = watcher }).Logits;
        int steps = logits.Shape[0], samples = logits.Shape[1], classes = logits.Shape[2], same = 0, equal = 0;
        float largest = 0;
        for (int n = 0; n < samples; n++)
        {
            if (watcher.Layers.Where(layer => other.ContainsKey(layer.Name + ".spikes")).Any(layer => Differs(layer, n)))
            {
                Assert.True(network.Dynamics.Spiking);
            }
            else
            {
                same++;
                for (int t = 0; t < steps; t++)
                {
                    for (int c = 0; c < classes; c++)
                    {
                        int i = (((t * samples) + n) * classes) + c;
                        largest = MathF.Max(largest, MathF.Abs(logits.Values[i] - other["logits"][i]));
                    }
                }
            }

            if (Best(logits.Values, n) == Best(other["logits"], n)) equal++;
        }

        Assert.True(largest <= Tolerance, $"Logits differ by {largest} where all spikes are the same.");
        return new Agreement(same, largest, equal);

        int Best(ReadOnlySpan<float> values, int n)
        {
            float[] sums = new float[classes];
            for (int t = 0; t < steps; t++)
            {
                for (int c = 0; c < classes; c++) sums[c] += values[(((t * samples) + n) * classes) + c];
            }

            return Array.IndexOf(sums, sums.Max());
        }

        // The first difference of an image decides: those behind it follow from it.
        bool Differs((string Name, Shape Shape, float[] Values) layer, int n)
        {
            float[] spikes = other[layer.Name + ".spikes"], above = other[layer.Name + ".above"];
            int one = spikes.Length / steps / samples, channels = layer.Shape[^1], places = one / channels;
            bool isMap = layer.Shape.Rank == 4;
            for (int t = 0; t < steps; t++)
            {
                bool differs = false;
                int start = ((t * samples) + n) * one;
                for (int i = 0; i < one; i++)
                {
                    int there = start + (isMap ? (i % channels * places) + (i / channels) : i);
                    if (layer.Values[start + i] == spikes[there]) continue;
                    differs = true;
                    Assert.True(
                        MathF.Abs(above[there]) <= Tie, $"{layer.Name}, step {t}: a spike differs whose potential is {above[there]} above its threshold.");
                }

                if (differs) return true;
            }

            return false;
        }
    }

    private sealed class Watcher(Tape tape) : IForwardObserver
    {
        public List<(string Name, Shape Shape, float[] Values)> Layers { get; } = [];

        public void Activated(string layer, Tensor output)
        {
            Tensor wide = output.Kind == StorageKind.Float32 ? output : tape.Widen(output);
            Layers.Add((layer, wide.Shape, wide.Values.ToArray()));
        }
    }
}
