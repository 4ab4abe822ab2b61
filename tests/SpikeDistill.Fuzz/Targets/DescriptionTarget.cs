using System.Text;
using SpikeDistill.Networks.Graphs;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>The reader of networks that are described. What it takes must come back equal when it is written and read again.</summary>
internal sealed class DescriptionTarget : FuzzTarget
{
    private const string Branches = """
        name: two-branch
        image: {channels: 1, height: 28, width: 28}
        nodes:
          - {name: conv, kind: convolution, outputs: 8, kernel: 5, groups: 1, stride: 2, padding: [2, 2], bias: true}
          - {name: bn, kind: normalization, momentum: 0.2}
          - {name: still, kind: repeat}
          - {name: fire, kind: activation, feature: true}
          - {name: a.conv, kind: convolution, outputs: 8, groups: 4}
          - {name: a.bn, kind: normalization}
          - {name: sum, from: [a.bn, fire], kind: add}
          - {name: a, kind: activation}
          - {name: pool, kind: max_pool, kernel: 2}
          - {name: flat, kind: flatten}
          - {name: product, kind: matrix_product, outputs: 4}
          - {name: fc, kind: linear, outputs: 10, stored_as: head}
        """;

    private const string Short = """
        image: {channels: 3}
        nodes: [{name: t, kind: repeat}, {name: p, kind: average_pool}, {name: g, kind: global_average_pool}, {name: l, kind: linear, outputs: 2}]
        """;

    public override string Name => "description";

    public override IReadOnlyList<byte[]> Seeds { get; } = [Encoding.UTF8.GetBytes(Branches), Encoding.UTF8.GetBytes(Short)];

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. new[]
        {
            "1048576", "-1", "0", "2147483648", "1e9", "nan", "from: fc", "from: image", "from: [a, b]", "name: image", "name: optimizer", "kind: add",
            "kind: flatten", "feature: true", "stored_as: bn", "outputs: 1048576", "kernel: [1024, 1]", "groups: 3", "- ", "{", "}",
            "[", "]", "&a ", "*a", "~",
            "height: 16384", "\n", "  ",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public override void Read(byte[] input, int seed)
    {
        string written = DescriptionText.Write(DescriptionText.Parse(Encoding.UTF8.GetString(input)));
        string again = DescriptionText.Write(DescriptionText.Parse(written));
        if (written != again)
        {
            throw new InvalidOperationException($"The description reads back as another:\n{written}\n{again}");
        }
    }

    public override bool IsDocumented(Exception failure) => failure is DescriptionException;

    // Mostly the parser's: it makes objects of every character's mark.
    public override long AllowedBytes(int length) => (4 << 20) + (4000L * length);

    public override void Dispose()
    {
    }
}
