using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Tensors.Kernels.Spiking;

/// <summary>
/// What a layer of neurons has learned, as its walk reads it: every coefficient spread over the channels, in one row or one a step.
/// Gradients are summed in rows of the same layout, and brought back to the parameters in double precision.
/// </summary>
internal sealed unsafe class LearnedCoefficients
{
    private readonly ActivationGroups _groups;
    private readonly IReadOnlyList<NeuronCoefficient> _coefficients;
    private readonly Tensor[] _parameters;
    private Saved[]? _saved;

    private LearnedCoefficients(string operation, ActivationGroups groups, IReadOnlyList<NeuronCoefficient> coefficients, ReadOnlySpan<Tensor> parameters)
    {
        _groups = groups;
        _coefficients = coefficients;
        _parameters = parameters.ToArray();
        if (parameters.Length != coefficients.Count)
        {
            string names = coefficients.Count == 0 ? "nothing" : string.Join(", ", coefficients.Select(one => $"'{one.Name}' {ShapeOf(one)}"));
            throw new TensorException($"{operation}: the neuron learns {names}, but {parameters.Length} parameters were given.");
        }

        for (int i = 0; i < parameters.Length; i++)
        {
            NeuronCoefficient one = coefficients[i];
            if (parameters[i].Shape != ShapeOf(one))
            {
                throw new TensorException(
                    $"{operation}: the neuron's parameter '{one.Name}' has the shape {ShapeOf(one)} here, but {parameters[i].Shape} was given.");
            }

            Rows += one.Rows(_groups.Steps);
        }
    }

    /// <summary>Rows of all coefficients together.</summary>
    public int Rows { get; }

    /// <summary>The parameters that gradients flow to.</summary>
    public Tensor[] Parameters => _parameters;

    /// <summary>Those of a neuron, with the parameters they are functions of.</summary>
    /// <exception cref="TensorException">Other parameters than the neuron learns, or a neuron with an impossible number of state variables.</exception>
    public static LearnedCoefficients Of<TNeuron>(string operation, ActivationGroups groups, TNeuron neuron, ReadOnlySpan<Tensor> parameters)
        where TNeuron : struct, INeuron
    {
        int count = TNeuron.StateCount, names = TNeuron.StateNames.Count, most = NeuronState<Lanes1>.Most;
        if (names != count || count < 1 || count > most)
        {
            throw new TensorException(
                $"{operation}: a neuron has 1 to {most} state variables, but {typeof(TNeuron).Name} counts {count} and names {names}.");
        }

        return new LearnedCoefficients(operation, groups, neuron.Coefficients, parameters);
    }

    /// <summary>Keeps the parameters for the backward pass.</summary>
    public Saved[] Save(Tape tape)
    {
        Saved[] saved = [.. _parameters.Select(tape.Save)];
        _saved = tape.Recording ? saved : null;
        return saved;
    }

    /// <summary>Lays the rows out in a block of memory that the caller returns.</summary>
    public MemoryBlock Lay(MemoryPool memory, out CoefficientRows rows)
    {
        // Places come first, in whole cache lines.
        long placeBytes = ((_coefficients.Count * sizeof(CoefficientPlace)) + 63) & ~63L;
        MemoryBlock block = memory.Rent(placeBytes + ((long)Rows * _groups.PaddedChannels * sizeof(float)));
        rows = new CoefficientRows { Places = (CoefficientPlace*)block.Pointer, Values = (float*)(block.Pointer + placeBytes) };
        float* row = rows.Values;
        for (int i = 0; i < _coefficients.Count; i++)
        {
            NeuronCoefficient one = _coefficients[i];
            rows.Places[i] = new CoefficientPlace(row - rows.Values, one.Rows(_groups.Steps) == 1 ? 0 : _groups.PaddedChannels);
            ReadOnlySpan<float> parameter = (_saved?[i].Value ?? _parameters[i]).Values;
            for (int step = 0; step < one.Rows(_groups.Steps); step++, row += _groups.PaddedChannels)
            {
                Spread(one, parameter, step, new Span<float>(row, _groups.PaddedChannels));
            }
        }

        return block;
    }

    /// <summary>Hands the parameters their gradients, whose sums begin with <paramref name="first"/>.</summary>
    public void Give(Tape tape, GradientSums sums, int first, Gradients gradients)
    {
        for (int i = 0; i < _coefficients.Count; i++)
        {
            NeuronCoefficient one = _coefficients[i];
            ReadOnlySpan<float> parameter = _saved![i].Value.Values;
            double[] totals = new double[parameter.Length];
            for (int step = 0; step < one.Rows(_groups.Steps); step++)
            {
                double[] channels = sums.Collect(first++);
                for (int c = 0; c < channels.Length; c++)
                {
                    totals[Element(one, step, c)] += channels[c];
                }
            }

            Tensor gradient = tape.Allocate(_parameters[i].Shape);
            for (int j = 0; j < totals.Length; j++)
            {
                gradient.Values[j] = (float)(totals[j] * one.Map.Slope(parameter[j]));
            }

            gradients.Give(_parameters[i], gradient);
        }
    }

    private void Spread(NeuronCoefficient one, ReadOnlySpan<float> parameter, int step, Span<float> row)
    {
        row[_groups.Channels..].Clear();
        for (int c = 0; c < _groups.Channels; c++)
        {
            int element = Element(one, step, c);
            row[c] = c > 0 && element == Element(one, step, c - 1) ? row[c - 1] : (float)one.Map.Value(parameter[element]);
        }
    }

    private Shape ShapeOf(NeuronCoefficient one) => one.ParameterShape(_groups.Channels, _groups.Steps);

    private int Element(NeuronCoefficient one, int step, int channel) => one.Extent switch
    {
        CoefficientExtent.Layer => 0,
        CoefficientExtent.Channel => channel,
        CoefficientExtent.Step => step,
        _ => (step * _groups.Channels) + channel,
    };
}
