using System.Globalization;
using System.Text;
using SpikeDistill.Portable;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Exporting;

/// <summary>Writes a network as lines of Python with PyTorch, one for each operation.</summary>
internal sealed partial class TorchTarget : PortableGraph
{
    private readonly StringBuilder _lines = new();
    private string _indent = "    ";
    private int _count;

    /// <summary>The lines of a function's body.</summary>
    public string Lines => _lines.ToString();

    /// <summary>A comment before the lines of a node.</summary>
    public void Enter(string node) => Line($"# {node}");

    public override PortableValue Stored(string tensor) => new(this, $"w[\"{tensor}\"]");

    public override PortableValue Scalar(float value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return new PortableValue(this, text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0");
    }

    public override PortableValue Add(PortableValue left, PortableValue right) => Let($"{left.Name} + {right.Name}");

    public override PortableValue Subtract(PortableValue left, PortableValue right) => Let($"{left.Name} - {right.Name}");

    public override PortableValue Multiply(PortableValue left, PortableValue right) => Let($"{left.Name} * {right.Name}");

    public override PortableValue Divide(PortableValue left, PortableValue right) => Let($"{left.Name} / {right.Name}");

    public override PortableValue AtLeast(PortableValue left, PortableValue right) => Let($"({left.Name} >= {right.Name}).float()");

    public override PortableValue Sqrt(PortableValue x) => Let($"torch.sqrt({x.Name})");

    public override PortableValue Relu(PortableValue x) => Let($"F.relu({x.Name})");

    public override PortableValue Sigmoid(PortableValue x) => Let($"torch.sigmoid({x.Name})");

    public override PortableValue Gelu(PortableValue x) => Let($"F.gelu({x.Name})");

    public override PortableValue Softmax(PortableValue x) => Let($"torch.softmax({x.Name}, -1)");

    public override PortableValue Convolution(PortableValue x, PortableValue weight, PortableValue? bias, PortableWindow window, int groups)
    {
        string padding = window is { Rows: 0, Columns: 0 } ? "" : $", padding=({window.Rows}, {window.Columns})";
        string stride = window is { Down: 1, Across: 1 } ? "" : $", stride=({window.Down}, {window.Across})";
        return Let($"F.conv2d({x.Name}, {weight.Name}{(bias is null ? "" : $", {bias.Name}")}{stride}{padding}{(groups == 1 ? "" : $", groups={groups}")})");
    }

    public override PortableValue Linear(PortableValue x, PortableValue weight, PortableValue? bias)
        => Let($"F.linear({x.Name}, {weight.Name}{(bias is null ? "" : $", {bias.Name}")})");

    public override PortableValue MatMul(PortableValue left, PortableValue right) => Let($"{left.Name} @ {right.Name}");

    public override PortableValue Normalize(
        PortableValue x, PortableValue scale, PortableValue shift, PortableValue mean, PortableValue variance, float epsilon)
        => Let($"F.batch_norm({x.Name}, {mean.Name}, {variance.Name}, {scale.Name}, {shift.Name}, eps={Scalar(epsilon).Name})");

    public override PortableValue LayerNorm(PortableValue x, PortableValue scale, PortableValue shift, float epsilon)
        => Let($"F.layer_norm({x.Name}, {scale.Name}.shape, {scale.Name}, {shift.Name}, {Scalar(epsilon).Name})");

    public override PortableValue AveragePool(PortableValue x, PortableWindow window) => Let($"F.avg_pool2d({x.Name}, {Window(window)})");

    public override PortableValue MaxPool(PortableValue x, PortableWindow window) => Let($"F.max_pool2d({x.Name}, {Window(window)})");

    public override PortableValue Resize(PortableValue x, (int Height, int Width) from, (int Height, int Width) to, ResizeFilter filter)
        => Let($"F.interpolate({x.Name}, size=({to.Height}, {to.Width}), mode=\"{filter.ToString().ToLowerInvariant()}\", align_corners=False)");

    private static string Window(PortableWindow window)
        => $"({window.Height}, {window.Width}), stride=({window.Down}, {window.Across}), padding=({window.Rows}, {window.Columns})";

    private PortableValue Let(string expression)
    {
        string name = FormattableString.Invariant($"x{_count++}");
        Line($"{name} = {expression}");
        return new PortableValue(this, name);
    }

    private void Line(string text) => _lines.Append(_indent).Append(text).Append('\n');
}
