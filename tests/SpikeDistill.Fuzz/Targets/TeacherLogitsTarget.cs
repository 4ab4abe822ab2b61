using System.Text;
using SpikeDistill.Distillation;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>The reader of the cache's entries.</summary>
internal sealed class TeacherLogitsTarget : FuzzTarget
{
    private const int Samples = 40, Classes = 10;

    private readonly string _folder = MakeFolder();
    private readonly string _file;
    private readonly TeacherLogitsKey _key;

    public TeacherLogitsTarget()
    {
        _file = Path.Combine(_folder, "input");
        ExperimentSettings run = new()
        {
            Name = "run",
            Objective = Methods.Tser(),
            Data = new DataSettings { Set = "synthetic", TrainImages = Samples },
        };
        using Engine engine = new(1);
        using Network teacher = new(
            engine,
            new NetworkSettings { Family = new ResNet { Blocks = [1], Width = 1 }, Timesteps = 1, Activation = ActivationKind.Relu },
            new Lif(),
            seed: 1);
        _key = TeacherLogitsKey.Of(teacher, TeacherFingerprint.Of(teacher), ExperimentData.Open(run.Data, directory: null), run, run.Training.PartSize);
        LogitsTable table = new(Samples, Classes);
        table.Write([3, 5, 39], [.. Enumerable.Range(0, 3 * Classes).Select(i => (float)i)]);
        Seeds = [Content(table), Content(new LogitsTable(Samples, Classes))];
    }

    public override string Name => "teacher-logits";

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. new[]
        {
            "{", "}", "[", "]", ",", ":", "\"logits\"", "\"known\"", "\"F32\"", "\"U8\"", "\"F64\"", "\"shape\":[40,10]", "\"shape\":[0]",
            "\"epoch\":\"1\"", "\"data_offsets\":[0,0]", "\\ud800",
        }
            .Select(Encoding.ASCII.GetBytes),
    ];

    public override void Read(byte[] input, int seed)
    {
        File.WriteAllBytes(_file, input);
        LogitsTable table = LogitsFile.Read(_file, _key, 1, Samples, Classes);
        if (table.Samples != Samples || table.Classes != Classes || table.Known > Samples)
        {
            throw new InvalidOperationException("Another table than was asked for.");
        }

        table.TryRead([3, 5, 39], new float[3 * Classes]);
    }

    public override bool IsDocumented(Exception failure) => failure is SafeTensorsException or InvalidDataException;

    public override long AllowedBytes(int length) => (256 << 10) + (64L * length);

    public override byte[] Repair(byte[] mutated, int seed, Random random) => SafeTensorsRepair.Repair(mutated, Seeds[seed], random);

    public override void Dispose() => Directory.Delete(_folder, recursive: true);

    private byte[] Content(LogitsTable table)
    {
        using MemoryStream content = new();
        LogitsFile.Write(_key, 1, table, writer => writer.Write(content));
        return content.ToArray();
    }
}
