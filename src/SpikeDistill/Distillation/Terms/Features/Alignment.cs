using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>A convolution with bias that a term learns beside the student: 1x1 to bring features to the teacher's channels, 3x3 to restore them.</summary>
internal sealed class Alignment
{
    private readonly Tensor _weight;
    private readonly Tensor _bias;
    private readonly int _padding;

    public Alignment(TermContext context, string name, int inputs, int outputs, int kernel = 1)
    {
        int fanIn = inputs * kernel * kernel;
        _weight = context.Learn(name + ".weight", new Shape(outputs, inputs, kernel, kernel), fanIn, ParameterRole.Weight);
        _bias = context.Learn(name + ".bias", new Shape(outputs), fanIn, ParameterRole.Bias);
        _padding = kernel / 2;
    }

    /// <summary>For a pair whose channels differ; null where none is needed.</summary>
    public static Alignment? WhereNeeded(TermContext context, string name, StagePair pair)
        => pair.Student.Channels == pair.Teacher.Channels ? null : new Alignment(context, name, pair.Student.Channels, pair.Teacher.Channels);

    /// <summary>[N, H, W, inputs] to [N, H, W, outputs].</summary>
    public Tensor Apply(Tape tape, Tensor x) => tape.Convolution(x, _weight, _bias, padding: _padding);
}
