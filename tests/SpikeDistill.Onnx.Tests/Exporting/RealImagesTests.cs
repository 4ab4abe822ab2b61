using System.Globalization;
using SpikeDistill.Data;
using SpikeDistill.Exporting;
using SpikeDistill.Interop.Npy;
using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Onnx.Tests.Exporting;

/// <summary>
/// Test images of CIFAR-10 through a network of each family, here, in ONNX Runtime and by NIR's equations: two hundred, or as many as
/// SPIKEDISTILL_IMAGES says, which were a thousand in docs/results.md.
/// </summary>
public sealed class RealImagesTests
{
    private const int Batch = 50;

    private static readonly int Images
        = int.TryParse(Environment.GetEnvironmentVariable("SPIKEDISTILL_IMAGES"), CultureInfo.InvariantCulture, out int asked) ? asked / Batch * Batch : 200;

    public static TheoryData<string> Families =>
    [
        "resnet, lif", "vgg", "sew, add", "wide resnet", "pyramidnet", "spikformer", "spikingformer", "spike-driven transformer", "vision transformer",
    ];

    [Theory]
    [Trait("Category", "Rare")]
    [MemberData(nameof(Families))]
    public void Logits_and_predictions_are_those_of_Onnx_Runtime(string family)
    {
        IImageDataSet test = CifarImages.Open();
        using Engine engine = new(2);
        using TensorScope scope = new(engine);
        using Network network = SmallNetworks.Make(engine, family, CifarImages.Still(scope, test, 0, Batch));
        using OrtModel model = new(OnnxExport.ToBytes(network, 32, 32, new OnnxOptions { Watched = true }));
        int same = 0, equal = 0;
        float largest = 0;
        for (int first = 0; first < Images; first += Batch)
        {
            Tensor pixels = CifarImages.Still(scope, test, first, Batch);
            Agreement agreement = Agreement.Of(network, pixels, model.Run(TestImages.ChannelsFirst(pixels), Batch, 3, 32, 32));
            (same, equal, largest) = (same + agreement.SameSpikes, equal + agreement.EqualPredictions, MathF.Max(largest, agreement.Largest));
            pixels.Release();
        }

        Require(family, same, largest, equal);
    }

    [Fact]
    [Trait("Category", "Rare")]
    public void Logits_and_predictions_are_those_of_the_equations_of_nir()
    {
        IImageDataSet test = CifarImages.Open();
        NirRun.RequireReader();
        using Engine engine = new(2);
        using TensorScope scope = new(engine);
        Tensor first = CifarImages.Still(scope, test, 0, Batch), all = CifarImages.Still(scope, test, 0, Images);
        string[] families = ["resnet, lif", "resnet, plif", "vgg", "sew, add", "wide resnet"];
        List<Network> networks = [];
        DirectoryInfo folder = Directory.CreateTempSubdirectory("nir-images");
        try
        {
            networks.AddRange(families.Select(family => SmallNetworks.Make(engine, family, first)));
            foreach ((int i, Network network) in networks.Index()) NirExport.Save(Path.Combine(folder.FullName, $"model{i}.nir"), network, 32, 32);
            NpyWriter.Save(Path.Combine(folder.FullName, "images.npy"), [Images, 3, 32, 32], TestImages.ChannelsFirst(all));
            NirRun.Run(folder.FullName);
            foreach ((int i, Network network) in networks.Index())
            {
                Agreement agreement = Agreement.Of(network, all, NirRun.Read(Path.Combine(folder.FullName, $"model{i}.npz"), network));
                Require(families[i], agreement.SameSpikes, agreement.Largest, agreement.EqualPredictions);
            }
        }
        finally
        {
            networks.ForEach(network => network.Dispose());
            folder.Delete(recursive: true);
        }
    }

    private static void Require(string family, int same, float largest, int equal)
    {
        TestContext.Current.SendDiagnosticMessage(
            $"{family}: {same} of {Images} images with equal spikes, logits within {largest:E1}, {equal} equal predictions");
        Assert.InRange(same, Images * 9 / 10, Images);
        Assert.InRange(equal, Images * 99 / 100, Images);
    }
}
