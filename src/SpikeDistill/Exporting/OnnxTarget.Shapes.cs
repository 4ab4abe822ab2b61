using SpikeDistill.Portable;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Exporting;

/// <content>What moves values.</content>
internal sealed partial class OnnxTarget
{
    // Each direction is a matrix: y = D x Aᵀ.
    public override PortableValue Resize(PortableValue x, (int Height, int Width) from, (int Height, int Width) to, ResizeFilter filter)
    {
        PortableValue down = Matrix(filter, from.Height, to.Height), across = Matrix(filter, from.Width, to.Width);
        return MatMul(MatMul(down, x), Permute(across, 1, 0));
    }

    public override PortableValue Mean(PortableValue x, bool keep, params int[] axes)
        => Operate("ReduceMean", [x], new() { { "axes", axes }, { "keepdims", keep ? 1L : 0L } });

    public override PortableValue Sum(PortableValue x, int axis) => Operate("ReduceSum", [x, Integers(axis)], new() { { "keepdims", 0L } });

    public override PortableValue Reshape(PortableValue x, params int[] axes) => Operate("Reshape", [x, Integers(axes)]);

    public override PortableValue Permute(PortableValue x, params int[] axes) => Operate("Transpose", [x], new() { { "perm", axes } });

    public override PortableValue Slice(PortableValue x, int axis, int start, int length)
        => Operate("Slice", [x, Integers(start), Integers(start + length), Integers(axis)]);

    public override PortableValue Select(PortableValue x, int axis, int index) => Operate("Gather", [x, Integer(index)], new() { { "axis", (long)axis } });

    public override PortableValue Concatenate(int axis, params PortableValue[] values) => Operate("Concat", values, new() { { "axis", (long)axis } });

    public override PortableValue Pad(PortableValue x, int rank, int axis, int count)
    {
        int[] pads = new int[2 * rank];
        pads[rank + axis] = count;
        return Operate("Pad", [x, Integers(pads)]);
    }

    public override PortableValue ForEachOf(PortableValue x, PortableValue other, int rank)
    {
        PortableValue images = Operate("Shape", [other], new() { { "start", 0L }, { "end", 1L } });
        PortableValue shape = rank == 1 ? images : Concatenate(0, images, Integers([.. Enumerable.Repeat(1, rank - 1)]));
        return Operate("Expand", [x, shape]);
    }

    public override PortableValue Repeat(PortableValue x, int rank)
        => IsOneStep || Timesteps == 1 ? x : Operate("Tile", [x, Integers([Timesteps, .. Enumerable.Repeat(1, rank - 1)])]);

    private PortableValue Matrix(ResizeFilter filter, int inputs, int outputs)
    {
        string name = Name("matrix");
        onnx.AddConstant(name, [outputs, inputs], ResizeOperation.Matrix(filter, inputs, outputs));
        return new PortableValue(this, name);
    }

    private PortableValue Integers(params int[] values)
    {
        string name = $"numbers/{string.Join(',', values)}";
        return Once(name, () => onnx.AddIntegers(name, [.. values.Select(value => (long)value)]));
    }

    private PortableValue Integer(int value)
    {
        string name = $"index/{value}";
        return Once(name, () => onnx.AddInteger(name, value));
    }

    /// <summary>A constant of that name, which is added where there is none yet.</summary>
    private PortableValue Once(string name, Action add)
    {
        if (!_constants.TryGetValue(name, out PortableValue? known))
        {
            add();
            _constants.Add(name, known = new PortableValue(this, name));
        }

        return known;
    }
}
