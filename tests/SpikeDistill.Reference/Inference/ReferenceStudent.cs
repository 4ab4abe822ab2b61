using System.Numerics;
using SpikeDistill.Inference.Graphs;
using SpikeDistill.Tensors;

namespace SpikeDistill.Reference.Inference;

/// <summary>A student run as its equations say, value by value, for one image: what every kernel is held to.</summary>
/// <param name="student">The student.</param>
/// <param name="image">The image's number in its data set.</param>
public sealed class ReferenceStudent(Student student, long image = 0)
{
    private readonly float[]?[] _membranes = new float[]?[student.Nodes.Count], _taken = new float[]?[student.Nodes.Count];
    private int _time;

    /// <summary>What every node gave in the last step, [pixels, channels]; empty for floats and the logits.</summary>
    public IReadOnlyList<int[]> Values { get; private set; } = [];

    /// <summary>The same of nodes that give floats; empty for others.</summary>
    public IReadOnlyList<float[]> Floats { get; private set; } = [];

    /// <summary>Runs a step.</summary>
    /// <param name="bytes">Bytes [H, W, C].</param>
    /// <returns>The logits.</returns>
    public float[] Step(byte[] bytes)
    {
        List<int[]> values = [];
        List<float[]> floats = [];
        (Values, Floats) = (values, floats);
        float[] logits = [];
        for (int index = 0; index < student.Nodes.Count; index++)
        {
            StudentNode node = student.Nodes[index];
            int[] whole = [];
            float[] real = [];
            switch (node)
            {
                case NeuronNode neurons:
                    whole = Fire(index, neurons, Sum(neurons, index, bytes));
                    break;
                case GatedNode neurons:
                    whole = Fire(index, neurons, Sum(neurons, index, bytes));
                    break;
                case SynapticNode neurons:
                    whole = Fire(index, neurons, Sum(neurons, index, bytes));
                    break;
                case RecallNode neurons:
                    whole = Fire(index, neurons, Sum(neurons, index, bytes));
                    break;
                case CurrentNode current:
                    real = Sum(current, index, bytes);
                    break;
                case LogitsNode last:
                    logits = Sum(last, index, bytes);
                    break;
                case PoolNode pool when floats[pool.Source].Length > 0:
                    real = Pool(pool, student.Values[pool.Source].Size, student.Values[index].Size, floats[pool.Source]);
                    break;
                case PoolNode pool:
                    whole = Pool(pool, student.Values[pool.Source].Size, student.Values[index].Size, values[pool.Source]);
                    break;
                case GlobalSumNode global:
                    int channels = student.Values[index].Size.Channels;
                    whole = floats[global.Source].Length > 0 ? []
                        : [.. Enumerable.Range(0, channels).Select(c => values[global.Source].Where((_, at) => at % channels == c).Sum())];
                    real = floats[global.Source].Length == 0 ? [] : [.. Enumerable.Range(0, channels)
                        .Select(c => floats[global.Source].Where((_, at) => at % channels == c).Aggregate(0f, (sum, one) => sum + one))];
                    break;
                case JoinNode join:
                    int[] second = values[join.Second];
                    whole = [.. values[join.First].Select((one, at) => Join(join.Kind, one, second[at % second.Length]))];
                    break;
                case AttentionNode attention:
                    whole = Attend(attention, student.Values[index].Size);
                    break;
                case CodeNode code:
                    real = [.. bytes.Select(one => code.Table[(_time * 256 % code.Table.Length) + one])];
                    break;
                case DrawnCodeNode drawn:
                    whole = Draw(drawn, bytes);
                    break;
            }

            values.Add(whole);
            floats.Add(real);
        }

        _time++;
        return logits;
    }

    private float[] Sum(SumNode node, int index, byte[] image)
    {
        MapSize size = student.Values[index].Size;
        float[] current = new float[size.Count];
        for (int at = 0; at < current.Length; at++)
        {
            int channel = at % size.Channels, pixel = at / size.Channels;
            float sum = node.Bias[channel];
            foreach (Term term in node.Terms)
            {
                float read = term is WeightTerm weights ? Weigh(weights, size, pixel, channel, image) : Value(term.Source, pixel, channel);
                float scaled = read * term.Scales[channel];
                sum += scaled;
            }

            current[at] = sum;
        }

        return current;
    }

    /// <summary>What a node gave; 0 in channels that it has not.</summary>
    private float Value(int source, int pixel, int channel)
    {
        int channels = student.Values[source].Size.Channels, at = (pixel * channels) + channel;
        return channel >= channels ? 0 : Floats[source].Length > 0 ? Floats[source][at] : Values[source][at];
    }

    private float Weigh(WeightTerm term, MapSize size, int pixel, int output, byte[] image)
    {
        bool bytes = term.Source == Student.Image, real = !bytes && Floats[term.Source].Length > 0;
        MapSize read = bytes ? student.Input.Size : student.Values[term.Source].Size;
        int inputs = read.Channels / term.Groups, first = output / (size.Channels / term.Groups) * inputs;
        long whole = 0;
        float sum = 0;
        for (int tap = 0; tap < term.Window.Taps; tap++)
        {
            int under = term.Window.Pixel(read, pixel / size.Width, pixel % size.Width, tap);
            for (int input = 0; input < inputs; input++)
            {
                int weight = (((output * term.Window.Taps) + tap) * inputs) + input, channel = first + input;
                if (term.Integers is { } integers && !real)
                {
                    int value = bytes
                        ? under < 0 ? student.Input.Outside(channel) : image[(under * read.Channels) + channel]
                        : under < 0 ? 0 : Values[term.Source][(under * read.Channels) + channel];
                    whole += (long)integers[weight] * value;
                }
                else if (under >= 0)
                {
                    float value = bytes
                        ? (image[(under * read.Channels) + channel] - student.Input.Means[channel]) / student.Input.Deviations[channel]
                        : Value(term.Source, under, channel);
                    float product = (term.Floats?[weight] ?? term.Integers![weight]) * value;
                    sum += product;
                }
            }
        }

        return term.Integers is null || real ? sum : checked((int)whole);
    }

    private int[] Fire(int index, NeuronNode node, float[] current)
    {
        float[] membrane = _membranes[index] ??= [.. Enumerable.Repeat(node.ResetValue, current.Length)];
        int[] spikes = new int[current.Length];
        for (int at = 0; at < current.Length; at++)
        {
            float kept = node.Decay[at % node.Channels] * membrane[at];
            float charged = kept + current[at];
            spikes[at] = charged >= (node.Thresholds.Length > 0 ? node.Thresholds[at % node.Channels] : node.Threshold) ? 1 : 0;
            membrane[at] = spikes[at] == 0 ? charged : node.HardReset ? node.ResetValue : charged - node.Threshold;
        }

        return spikes;
    }

    private int[] Fire(int index, GatedNode node, float[] current)
    {
        float[] membrane = _membranes[index] ??= new float[current.Length], taken = _taken[index] ??= new float[current.Length];
        int[] spikes = new int[current.Length];
        int steps = node.Gains.Length / node.Channels;
        for (int at = 0; at < current.Length; at++)
        {
            int channel = at % node.Channels;
            float lost = node.Constants[channel] + taken[at], weighed = node.Gains[(Math.Min(_time, steps - 1) * node.Channels) + channel] * current[at];
            float kept = node.Decay[channel] * membrane[at], charge = weighed - lost;
            float charged = kept + charge;
            spikes[at] = charged >= node.Thresholds[channel] ? 1 : 0;
            membrane[at] = spikes[at] == 0 ? charged : charged * node.Kept[channel];
            taken[at] = spikes[at] == 0 ? 0 : node.Taken[channel];
        }

        return spikes;
    }

    private int[] Fire(int index, SynapticNode node, float[] current)
    {
        float[] membrane = _membranes[index] ??= [.. Enumerable.Repeat(node.ResetValue, current.Length)];
        float[] charge = _taken[index] ??= new float[current.Length];
        int[] spikes = new int[current.Length];
        for (int at = 0; at < current.Length; at++)
        {
            int channel = at % node.Channels;
            float left = node.Kept[channel] * charge[at], kept = node.Decay[channel] * membrane[at];
            charge[at] = left + current[at];
            float given = charge[at] + node.Rest, charged = kept + given;
            spikes[at] = charged >= node.Threshold ? 1 : 0;
            membrane[at] = spikes[at] == 0 ? charged : node.HardReset ? node.ResetValue : charged - node.Threshold;
        }

        return spikes;
    }

    private int[] Fire(int index, RecallNode node, float[] current)
    {
        float[] membrane = _membranes[index] ??= new float[current.Length], recalled = _taken[index] ??= new float[current.Length];
        int[] spikes = new int[current.Length];
        int steps = node.Shifts.Length / node.Channels;
        for (int at = 0; at < current.Length; at++)
        {
            int channel = at % node.Channels;
            float difference = current[at] - recalled[at], weighed = node.Queries[channel] * difference;
            float score = weighed + node.Shifts[(Math.Min(_time, steps - 1) * node.Channels) + channel];
            float share = 1 / (1 + Exponential(-score)), present = share * difference;
            recalled[at] = present + recalled[at];
            float kept = node.Decay[channel] * membrane[at], charged = kept + recalled[at];
            spikes[at] = charged >= node.Threshold ? 1 : 0;
            membrane[at] = spikes[at] == 0 ? charged : 0;
        }

        return spikes;
    }

    /// <summary>e^x by the polynomial of Cephes, each product and sum rounded.</summary>
    private static float Exponential(float x)
    {
        x = Math.Clamp(x, -87, 87);
        float n = MathF.Round(x * 1.44269504f), high = n * 0.693359375f, low = n * -2.12194440e-4f;
        float r = x - high, p = 1.9875691500e-4f;
        r -= low;
        foreach (float next in (float[])[1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f])
        {
            p *= r;
            p += next;
        }

        float square = r * r, above = p * square;
        above += r;
        return (above + 1) * MathF.ScaleB(1, (int)n);
    }

    private int[] Draw(DrawnCodeNode node, byte[] bytes)
    {
        CounterRandom random = new(node.Seed, node.Stream, first: 0, second: image);
        for (int i = 0; i < _time * bytes.Length; i++) random.NextUInt64();
        int channels = student.Input.Size.Channels;
        return [.. bytes.Select((one, at) => random.NextSingle() < node.Probabilities[(one * channels) + (at % channels)] ? 1 : 0)];
    }

    private int[] Attend(AttentionNode node, MapSize size)
    {
        int[] q = Values[node.Queries], k = Values[node.Keys], v = Values[node.Values], sums = new int[size.Count];
        int depth = size.Channels / node.Heads;
        for (int at = 0; at < sums.Length; at++)
        {
            int channel = at % size.Channels, token = at - channel, head = channel / depth * depth;
            for (int other = 0; other < sums.Length; other += size.Channels)
            {
                int score = Enumerable.Range(head, depth).Sum(c => q[token + c] * k[other + c]);
                sums[at] += score * v[other + channel];
            }
        }

        return sums;
    }

    private static T[] Pool<T>(PoolNode node, MapSize read, MapSize size, T[] values)
        where T : struct, INumber<T>
    {
        T[] pooled = new T[size.Count];
        for (int at = 0; at < pooled.Length; at++)
        {
            int channel = at % size.Channels, pixel = at / size.Channels;
            IEnumerable<T> window = Enumerable.Range(0, node.Window.Taps)
                .Select(tap => node.Window.Pixel(read, pixel / size.Width, pixel % size.Width, tap))
                .Where(under => under >= 0)
                .Select(under => values[(under * read.Channels) + channel]);
            pooled[at] = node.Kind == PoolKind.Sum ? window.Aggregate(T.Zero, (sum, one) => sum + one) : window.Max();
        }

        return pooled;
    }

    private static int Join(JoinKind kind, int first, int second) => kind switch
    {
        JoinKind.Add => first + second,
        JoinKind.And or JoinKind.Mask => first * second,
        _ => (1 - first) * second,
    };
}
