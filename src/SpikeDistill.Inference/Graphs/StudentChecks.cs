namespace SpikeDistill.Inference.Graphs;

/// <summary>What a student must hold to before anything is made for it.</summary>
internal static class StudentChecks
{
    /// <summary>More values of a node than this are a slip or an attack.</summary>
    private const int MostValues = 1 << 26;

    /// <summary>Weights of a grouped convolution, written out with the zeros between its groups.</summary>
    private const int MostExpanded = 1 << 24;

    /// <summary>Steps of a student, and of what its neurons know of each.</summary>
    internal const int MostTimesteps = 10_000;

    private const int MostSide = 1 << 14, MostChannels = 1 << 15, LargestKernel = 1024, MostDepth = 1 << 11;

    public static IReadOnlyList<StudentValue> Values(Student student)
    {
        StudentInput input = student.Input;
        Require(student.Timesteps is >= 1 and <= MostTimesteps, $"has {student.Timesteps} steps; 1 to {MostTimesteps} can be");
        Require(student.Nodes.Count >= 1 && student.Nodes[^1] is LogitsNode, "does not end in logits");
        Sized(input.Size, "image");
        Require(
            input.Means.Length == input.Size.Channels && input.Deviations.Length == input.Size.Channels && input.Deviations.All(one => one > 0),
            "has not one mean and one deviation above 0 for each channel of its image");
        AllFinite(input.Means, "image");
        AllFinite(input.Deviations, "image");
        List<StudentValue> values = [];
        for (int index = 0; index < student.Nodes.Count; index++)
        {
            StudentNode node = student.Nodes[index];
            foreach (int source in node.Sources)
            {
                bool image = source == Student.Image && node is SumNode or CodeNode or DrawnCodeNode;
                Require(image || (source >= 0 && source < index), node, $"reads node {source}, which does not stand before it");
                Require(image || values[source].Kind != ValueKind.Logits, node, "reads logits");
            }

            Require(node is not LogitsNode || index == student.Nodes.Count - 1, node, "gives logits, but is not the last node");
            StudentValue value = Value(student, node, values);
            Sized(value.Size, node.Name);
            values.Add(value);
        }

        return values;
    }

    private static StudentValue Value(Student student, StudentNode node, List<StudentValue> values)
    {
        switch (node)
        {
            case SumNode sum:
                return Sum(student, sum, values);
            case PoolNode pool:
                return Pool(pool, values[pool.Source]);
            case GlobalSumNode global:
                StudentValue summed = values[global.Source];
                MapSize vector = summed.Size with { Height = 1, Width = 1 };
                Require(summed.Kind is not (ValueKind.Sums or ValueKind.Logits), node, "sums sums");
                long most = (long)summed.Largest * summed.Size.Pixels;
                Require(most <= int.MaxValue, node, $"sums up to {most}, more than 32 bits hold");
                return summed.Kind == ValueKind.Floats ? summed with { Size = vector } : new StudentValue(vector, ValueKind.Sums, (int)most);
            case JoinNode join:
                return Join(join, values[join.First], values[join.Second]);
            case AttentionNode attention:
                return Attention(attention, values[attention.Queries], values[attention.Keys], values[attention.Values]);
            case CodeNode code:
                Require(!student.Input.OverTime, node, "makes a code of an image, but each step has a frame of its own");
                int table = code.Table.Length;
                Require(table >= CodeNode.Bytes && table % CodeNode.Bytes == 0, node, $"has a table of {table} values, not of {CodeNode.Bytes} for each step");
                AllFinite(code.Table, node.Name);
                return new StudentValue(student.Input.Size, ValueKind.Floats, 0);
            case DrawnCodeNode drawn:
                Require(!student.Input.OverTime, node, "makes a code of an image, but each step has a frame of its own");
                int each = CodeNode.Bytes * student.Input.Size.Channels, given = drawn.Probabilities.Length;
                Require(given == each, node, $"has {given} probabilities, not {CodeNode.Bytes} for each channel");
                AllFinite(drawn.Probabilities, node.Name);
                return new StudentValue(student.Input.Size, ValueKind.Spikes, 1);
            default:
                throw new StudentException($"The node '{node.Name}' is of a kind that is not known: {node.GetType().Name}.");
        }
    }

    private static StudentValue Pool(PoolNode node, StudentValue read)
    {
        Require(read.Kind is ValueKind.Spikes or ValueKind.Counts or ValueKind.Floats, node, "pools what is neither spikes nor counts nor floats");
        Fits(node.Window, read.Size, node);
        MapSize size = node.Window.Over(read.Size, read.Size.Channels);
        return node.Kind == PoolKind.Largest || read.Kind == ValueKind.Floats
            ? read with { Size = size }
            : Counted(node, size, (long)read.Largest * node.Window.Taps);
    }

    private static StudentValue Join(JoinNode node, StudentValue first, StudentValue second)
    {
        MapSize expected = node.Kind == JoinKind.Mask ? first.Size with { Height = 1, Width = 1 } : first.Size;
        Require(second.Size == expected, node, $"joins values of {first.Size} and {second.Size}");
        bool spikes = first.Kind == ValueKind.Spikes && second.Kind == ValueKind.Spikes;
        Require(first.Kind is ValueKind.Spikes or ValueKind.Counts && second.Kind is ValueKind.Spikes or ValueKind.Counts, node, "joins sums or floats");
        Require(node.Kind == JoinKind.Add || spikes, node, "gates what are no spikes");
        return node.Kind == JoinKind.Add
            ? Counted(node, first.Size, (long)first.Largest + second.Largest)
            : new StudentValue(first.Size, ValueKind.Spikes, 1);
    }

    private static StudentValue Attention(AttentionNode node, StudentValue queries, StudentValue keys, StudentValue values)
    {
        MapSize size = queries.Size;
        Require(keys.Size == size && values.Size == size, node, $"attends between values of {size}, {keys.Size} and {values.Size}");
        bool spikes = queries.Kind == ValueKind.Spikes && keys.Kind == ValueKind.Spikes && values.Kind == ValueKind.Spikes;
        Require(spikes, node, "attends between what are no spikes");
        Require(node.Heads >= 1 && size.Channels % node.Heads == 0, node, $"has {node.Heads} heads for {size.Channels} channels");
        int depth = size.Channels / node.Heads;
        Require(depth <= MostDepth, node, $"has heads of {depth} channels; {MostDepth} can be");
        return new StudentValue(size, ValueKind.Sums, size.Pixels * depth); // A map has at most MostValues of them.
    }

    private static StudentValue Sum(Student student, SumNode node, List<StudentValue> values)
    {
        Require(node.Terms.Count is >= 1 and <= 4, node, $"sums {node.Terms.Count} terms; 1 to 4 can be");
        Require(node.Channels is >= 1 and <= MostChannels, node, $"has {node.Channels} channels; 1 to {MostChannels} can be");
        AllFinite(node.Bias, node.Name);
        MapSize? size = null;
        foreach (Term term in node.Terms)
        {
            Require(term.Scales.Length == node.Channels, node, $"has {term.Scales.Length} scales for {node.Channels} channels");
            AllFinite(term.Scales, node.Name);
            MapSize read = term.Source == Student.Image ? student.Input.Size : values[term.Source].Size;
            Require(term is WeightTerm || term.Source != Student.Image, node, "adds the image");
            MapSize given = term is WeightTerm weights ? Weighed(student, node, weights, read, values) : Added(node, read, values[term.Source].Kind);
            Require(given.Channels == node.Channels, node, $"gives {node.Channels} channels, but a term has {given.Channels}");
            Require(size is null || size == given, node, $"sums values of {size} and {given}");
            size = given;
        }

        int images = node.Terms.Count(term => term.Source == Student.Image);
        Require(images == 0 || images == node.Terms.Count || student.Input.OverTime, node, "sums an image that stays with values of a step");
        switch (node)
        {
            case LogitsNode:
                Require(size!.Value.Pixels == 1, node, $"gives logits of {size}, which are no vector");
                Require(images == 0 || student.Input.OverTime, node, "gives logits of an image that stays");
                return new StudentValue(size.Value, ValueKind.Logits, 1);
            case CurrentNode:
                bool stays = node.Terms.All(term => term.Source == Student.Image ? !student.Input.OverTime : values[term.Source].Stays);
                return new StudentValue(size!.Value, ValueKind.Floats, 0) { Stays = stays };
            case NeuronNode neurons:
                NeuronChecks.Check(neurons);
                break;
            case GatedNode gated:
                NeuronChecks.Check(gated);
                break;
            case SynapticNode synaptic:
                NeuronChecks.Check(synaptic);
                break;
            case RecallNode recall:
                NeuronChecks.Check(recall);
                break;
        }

        return new StudentValue(size!.Value, ValueKind.Spikes, 1);
    }

    /// <summary>Floats may have fewer channels than what they are added to.</summary>
    private static MapSize Added(SumNode node, MapSize read, ValueKind kind)
        => kind == ValueKind.Floats && read.Channels <= node.Channels ? read with { Channels = node.Channels } : read;

    private static MapSize Weighed(Student student, SumNode node, WeightTerm term, MapSize read, List<StudentValue> values)
    {
        Fits(term.Window, read, node);
        Require(
            term.Groups >= 1 && read.Channels % term.Groups == 0 && node.Channels % term.Groups == 0,
            node,
            $"has {term.Groups} groups for {read.Channels} inputs and {node.Channels} outputs");
        Require((term.Integers is null) != (term.Floats is null), node, "has weights that are neither integers alone nor floats alone");
        long inputs = (long)term.Window.Taps * (read.Channels / term.Groups), count = inputs * node.Channels;
        Require(term.Count == count, node, $"has {term.Count} weights instead of {count}");
        Require(term.Integers is null || !term.Integers.AsSpan().Contains(sbyte.MinValue), node, "has a weight of -128");
        AllFinite(term.Floats ?? [], node.Name);
        Require(term.Groups == 1 || count * term.Groups <= MostExpanded, node, $"has {term.Groups} groups of too many weights");
        // Of floats nothing is summed in whole numbers.
        long largest = term.Source == Student.Image ? byte.MaxValue : values[term.Source].Largest;
        Require(largest == 0 || inputs <= int.MaxValue / (largest * sbyte.MaxValue), node, "could exceed 32 bits in its sum");
        return term.Window.Over(read, node.Channels);
    }

    private static StudentValue Counted(StudentNode node, MapSize size, long largest)
    {
        Require(largest <= byte.MaxValue, node, $"counts up to {largest}; a byte holds {byte.MaxValue}");
        return new StudentValue(size, ValueKind.Counts, (int)largest);
    }

    private static void Fits(Window window, MapSize read, StudentNode node)
    {
        bool sane = window.Height is >= 1 and <= LargestKernel && window.Width is >= 1 and <= LargestKernel
            && window.StrideDown is >= 1 and <= LargestKernel && window.StrideAcross is >= 1 and <= LargestKernel
            && window.PaddingRows >= 0 && window.PaddingRows < window.Height && window.PaddingColumns >= 0 && window.PaddingColumns < window.Width;
        Require(
            sane && read.Height + (2 * window.PaddingRows) >= window.Height && read.Width + (2 * window.PaddingColumns) >= window.Width,
            node,
            $"moves the window {window} over a map of {read}, and it does not fit");
    }

    private static void Sized(MapSize size, string name)
        => Require(
            size.Height is >= 1 and <= MostSide && size.Width is >= 1 and <= MostSide && size.Channels is >= 1 and <= MostChannels
                && (long)size.Height * size.Width * size.Channels <= MostValues,
            $"has a map {size} at '{name}', which is too large or empty");

    internal static void AllFinite(float[] values, string name)
        => Require(Array.TrueForAll(values, float.IsFinite), $"has numbers at '{name}' that are not finite");

    internal static void Require(bool holds, StudentNode node, string otherwise)
    {
        if (!holds)
        {
            throw new StudentException($"The node '{node.Name}' {otherwise}.");
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new StudentException($"The student {otherwise}.");
        }
    }
}
