using System.Text;
using SpikeDistill.Catalogs;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>The reader of foreign weights, of a residual network and of a VGG.</summary>
internal sealed class ImportTarget : FuzzTarget
{
    private static readonly NetworkSettings Residual = new()
    {
        Family = new ResNet { Blocks = [1], Width = 2 },
        Timesteps = 1,
        Activation = ActivationKind.Relu,
    };
    private static readonly NetworkSettings Vgg = Residual with
    {
        Family = (Networks.Families.Vgg)Catalog.Default.Networks.Find("vgg11").Default with { Width = 1 },
    };

    private readonly string _file;
    private readonly string _folder = MakeFolder();
    private readonly Engine _engine = new(1);

    public ImportTarget()
    {
        _file = Path.Combine(_folder, "input");
        Seeds = [Saved(Residual, "module.", counters: true), Saved(Vgg, "", counters: false)];
    }

    public override string Name => "import";

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override long NativeBytes => _engine.Memory.PeakBytesInUse - _engine.Memory.BytesInUse;

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. new[]
        {
            "module.", "model.", "module.module.", "features.0.weight", "features.3.", "classifier.0.weight", "linear.bias", "shortcut.",
            "downsample.", ".running_mean", ".num_batches_tracked",
            "\"F16\"", "\"BF16\"", "\"F64\"", "\"I64\"", "\"shape\":[]", "\"shape\":[0]", "[2147483647,2147483647]", "{", "}", ",", "\\ud800", "\\u0000",
            "\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    public override void Read(byte[] input, int seed)
    {
        _engine.Memory.ResetPeak();
        File.WriteAllBytes(_file, input);
        WeightImport.Load(_file, _engine, seed == 0 ? Residual : Vgg, new Lif()).Network.Dispose();
    }

    public override bool IsDocumented(Exception failure) => failure is RunException;

    // Every tensor that does not fit is named in the message, and what the shapes could be of is tried with a description of every family.
    public override long AllowedBytes(int length) => (4 << 20) + (128L * length);

    public override byte[] Repair(byte[] mutated, int seed, Random random) => SafeTensorsRepair.Repair(mutated, Seeds[seed], random);

    public override void Dispose()
    {
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private byte[] Saved(NetworkSettings settings, string prefix, bool counters)
    {
        using Network network = new(_engine, settings, new Lif(), seed: 1);
        SafeTensorsWriter writer = new();
        foreach ((string name, Tensor value) in network.Named)
        {
            writer.Add(prefix + name, value.Shape.ToArray(), value.ToArray());
            if (counters && name.EndsWith(".running_var", StringComparison.Ordinal))
            {
                writer.Add(prefix + name.Replace("running_var", "num_batches_tracked", StringComparison.Ordinal), [], new[] { 5L });
            }
        }

        using MemoryStream stream = new();
        writer.Write(stream);
        return stream.ToArray();
    }
}
