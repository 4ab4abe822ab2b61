using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Reference.Inference;

/// <summary>A student run as its equations say, value by value, for one image: what every kernel is held to.</summary>
public sealed class ReferenceStudent(Student student)
{
    private readonly float[]?[] _membranes = new float[]?[student.Nodes.Count];

    /// <summary>What every node gave in the last step, [pixels, channels]; empty for the logits.</summary>
    public IReadOnlyList<int[]> Values { get; private set; } = [];

    /// <summary>Runs a step.</summary>
    /// <param name="image">Bytes [H, W, C].</param>
    /// <returns>The logits.</returns>
    public float[] Step(byte[] image)
    {
        List<int[]> values = [];
        float[] logits = [];
        for (int index = 0; index < student.Nodes.Count; index++)
        {
            switch (student.Nodes[index])
            {
                case NeuronNode node:
                    values.Add(Fire(index, node, Sum(node, index, values, image)));
                    break;
                case LogitsNode node:
                    logits = Sum(node, index, values, image);
                    values.Add([]);
                    break;
                case PoolNode node:
                    values.Add(Pool(node, student.Values[node.Source].Size, student.Values[index].Size, values[node.Source]));
                    break;
                case GlobalSumNode node:
                    int channels = student.Values[index].Size.Channels;
                    values.Add([.. Enumerable.Range(0, channels).Select(c => values[node.Source].Where((_, at) => at % channels == c).Sum())]);
                    break;
                case JoinNode node:
                    values.Add([.. values[node.First].Zip(values[node.Second], (a, b) => Join(node.Kind, a, b))]);
                    break;
            }
        }

        Values = values;
        return logits;
    }

    private float[] Sum(SumNode node, int index, List<int[]> values, byte[] image)
    {
        MapSize size = student.Values[index].Size;
        float[] current = new float[size.Count];
        for (int at = 0; at < current.Length; at++)
        {
            int channel = at % size.Channels, pixel = at / size.Channels;
            float sum = node.Bias[channel];
            foreach (Term term in node.Terms)
            {
                float term1 = term is WeightTerm weights
                    ? Weigh(weights, size, pixel, channel, term.Source == Student.Image ? null : values[term.Source], image)
                    : values[term.Source][at];
                float scaled = term1 * term.Scales[channel];
                sum += scaled;
            }

            current[at] = sum;
        }

        return current;
    }

    private float Weigh(WeightTerm term, MapSize size, int pixel, int output, int[]? values, byte[] image)
    {
        MapSize read = values is null ? student.Input.Size : student.Values[term.Source].Size;
        int inputs = read.Channels / term.Groups, first = output / (size.Channels / term.Groups) * inputs;
        long whole = 0;
        float sum = 0;
        for (int tap = 0; tap < term.Window.Taps; tap++)
        {
            int under = term.Window.Pixel(read, pixel / size.Width, pixel % size.Width, tap);
            for (int input = 0; input < inputs; input++)
            {
                int weight = (((output * term.Window.Taps) + tap) * inputs) + input, channel = first + input;
                if (term.Integers is { } integers)
                {
                    int value = values is null
                        ? under < 0 ? student.Input.Outside(channel) : image[(under * read.Channels) + channel]
                        : under < 0 ? 0 : values[(under * read.Channels) + channel];
                    whole += (long)integers[weight] * value;
                }
                else if (under >= 0)
                {
                    float value = values is null
                        ? (image[(under * read.Channels) + channel] - student.Input.Means[channel]) / student.Input.Deviations[channel]
                        : values[(under * read.Channels) + channel];
                    float product = term.Floats![weight] * value;
                    sum += product;
                }
            }
        }

        return term.Integers is null ? sum : checked((int)whole);
    }

    private int[] Fire(int index, NeuronNode node, float[] current)
    {
        float[] membrane = _membranes[index] ??= [.. Enumerable.Repeat(node.ResetValue, current.Length)];
        int[] spikes = new int[current.Length];
        for (int at = 0; at < current.Length; at++)
        {
            float kept = node.Decay[at % node.Channels] * membrane[at];
            float charged = kept + current[at];
            spikes[at] = charged >= node.Threshold ? 1 : 0;
            membrane[at] = spikes[at] == 0 ? charged : node.HardReset ? node.ResetValue : charged - node.Threshold;
        }

        return spikes;
    }

    private static int[] Pool(PoolNode node, MapSize read, MapSize size, int[] values)
    {
        int[] pooled = new int[size.Count];
        for (int at = 0; at < pooled.Length; at++)
        {
            int channel = at % size.Channels, pixel = at / size.Channels;
            IEnumerable<int> window = Enumerable.Range(0, node.Window.Taps)
                .Select(tap => node.Window.Pixel(read, pixel / size.Width, pixel % size.Width, tap))
                .Select(under => under < 0 ? 0 : values[(under * read.Channels) + channel]);
            pooled[at] = node.Kind == PoolKind.Sum ? window.Sum() : window.Max();
        }

        return pooled;
    }

    private static int Join(JoinKind kind, int first, int second) => kind switch
    {
        JoinKind.Add => first + second,
        JoinKind.And => first * second,
        _ => (1 - first) * second,
    };
}
