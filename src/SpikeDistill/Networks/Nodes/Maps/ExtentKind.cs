using SpikeDistill.Options;

namespace SpikeDistill.Networks.Nodes;

/// <summary>A whole number for both directions of an image, or a list of two: down and across.</summary>
internal sealed class ExtentKind(int least, int most) : Kind<Extent>
{
    private readonly Kind<int> _number = Kinds.Integer(least, most);

    public override string Expected => $"{_number.Expected}, or a list of two";

    public override Bounds? Bounds => _number.Bounds;

    internal override Extent Read(RecipeNode node, string path) => node switch
    {
        ListNode { Items: [{ } height, { } width] } => new Extent(_number.Read(height, path + ".0"), _number.Read(width, path + ".1")),
        ListNode => throw node.Error($"'{path}' must be one whole number, or a list of two: height and width."),
        _ => _number.Read(node, path),
    };

    internal override RecipeNode? Write(Extent value) => value.Height == value.Width
        ? _number.Write(value.Height)
        : new ListNode(Origin.None, [_number.Write(value.Height)!, _number.Write(value.Width)!]);
}
