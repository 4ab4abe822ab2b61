using SpikeDistill.Data;
using SpikeDistill.Exporting;
using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Onnx.Tests.Exporting;

/// <summary>A thousand test images of CIFAR-10 through a network of each family, here and in ONNX Runtime; docs/results.md holds what it tells.</summary>
public sealed class RealImagesTests
{
    private const int Images = 1000, Batch = 50;

    public static TheoryData<string> Families =>
    [
        "resnet, lif", "vgg", "sew, add", "wide resnet", "pyramidnet", "spikformer", "spikingformer", "spike-driven transformer", "vision transformer",
    ];

    [Theory]
    [Trait("Category", "Rare")]
    [MemberData(nameof(Families))]
    public void Logits_and_predictions_are_those_of_Onnx_Runtime(string family)
    {
        string? folder = Environment.GetEnvironmentVariable("SPIKEDISTILL_DATA");
        bool there = folder is not null && Directory.Exists(Path.Combine(folder, "cifar-10-batches-bin"));
        Assert.SkipUnless(there, "SPIKEDISTILL_DATA names no folder with CIFAR-10.");
        IImageDataSet test = ImageData.Open("cifar10", folder).Test;
        using Engine engine = new(2);
        using TensorScope scope = new(engine);
        using Network network = SmallNetworks.Make(engine, family, Pixels(scope, test, 0));
        using OrtModel model = new(OnnxExport.ToBytes(network, 32, 32, new OnnxOptions { Watched = true }));
        int same = 0, equal = 0;
        float largest = 0;
        for (int first = 0; first < Images; first += Batch)
        {
            Tensor pixels = Pixels(scope, test, first);
            Agreement agreement = Agreement.Of(network, pixels, model.Run(TestImages.ChannelsFirst(pixels), Batch, 3, 32, 32));
            (same, equal, largest) = (same + agreement.SameSpikes, equal + agreement.EqualPredictions, MathF.Max(largest, agreement.Largest));
            pixels.Release();
        }

        TestContext.Current.SendDiagnosticMessage(
            $"{family}: {same} of {Images} images with equal spikes, logits within {largest:E1}, {equal} equal predictions");
        Assert.InRange(same, Images * 9 / 10, Images);
        Assert.InRange(equal, Images * 99 / 100, Images);
    }

    private static Tensor Pixels(TensorScope scope, IImageDataSet test, int first)
    {
        Tensor pixels = scope.Zeros(new Shape(Batch, 32, 32, 3));
        byte[] bytes = new byte[32 * 32 * 3];
        PixelNormalization constants = new([0.4914f, 0.4822f, 0.4465f], [0.247f, 0.2435f, 0.2616f]);
        for (int n = 0; n < Batch; n++)
        {
            test.CopyPixels(first + n, bytes);
            constants.Apply(bytes, pixels.Values.Slice(n * bytes.Length, bytes.Length));
        }

        return pixels;
    }
}
