using System.Text;
using SpikeDistill.Onnx;
using SpikeDistill.Reference;
using SpikeDistill.Training;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>Models of ONNX as teachers, run once where they can be. What reads them is native.</summary>
internal sealed class OnnxTarget : FuzzTarget
{
    public override string Name => "onnx";

    public override IReadOnlyList<byte[]> Seeds { get; } = [ZippedFixture.Read("onnx", "vit.onnx")];

    public override IReadOnlyList<byte[]> Tokens { get; } =
        [.. new[] { "Conv", "MatMul", "Reshape", "Expand", "Tile", "Loop", "images", "logits", "\xff\xff\xff\xff\x0f" }.Select(Encoding.Latin1.GetBytes)];

    public override void Read(byte[] input, int seed)
    {
        using OnnxModel model = OnnxModel.Open(input, "input", ImageLayout.Nchw);
        (int? channels, int? height, int? width) = model.Image;
        if (model.Piece <= 8 && channels is null or 3 && height is null or 32 && width is null or 32)
        {
            model.Run(new float[model.Piece * 3 * 32 * 32], 3, 32, 32, model.Outputs);
        }
    }

    public override bool IsDocumented(Exception failure) => failure is OnnxModelException;

    public override long AllowedBytes(int length) => (8 << 20) + (64L * length);

    public override void Dispose()
    {
    }
}
