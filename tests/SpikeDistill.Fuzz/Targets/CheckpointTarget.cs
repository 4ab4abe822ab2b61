using System.Text;
using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Optimization;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>The reader of weights and of checkpoints; most inputs get a checksum that holds, so that more than the checksum is tried.</summary>
internal sealed class CheckpointTarget : FuzzTarget
{
    private readonly string _folder = MakeFolder();
    private readonly Engine _engine = new(1);
    private readonly Network _network;
    private readonly IOptimizer _optimizer;

    public CheckpointTarget()
    {
        NetworkSettings settings = new() { Family = new ResNet { Blocks = [1], Width = 2 }, Timesteps = 2 };
        _network = new Network(_engine, settings, new Lif(), seed: 1);
        DataSetInfo images = DataSets.Find("synthetic").Describe();
        _network.TrainedOn = new TrainedOn(images.Name, images.Shape, images.Normalization, []);
        _optimizer = new Sgd().Start(_engine, _network.Parameters, new DecayAndGroups());
        string weights = Path.Combine(_folder, "weights"), state = Path.Combine(_folder, "state");
        Checkpoint.SaveWeights(weights, _network);
        EpochTotals totals = new(Methods.CrossEntropy().TermNames, timesteps: 2);
        Checkpoint.SaveState(state, _network, [], _optimizer, new TrainingState(3, 0, totals.State, 1.5, 0.1, 1000, "abc"));
        Seeds = [File.ReadAllBytes(state), File.ReadAllBytes(weights)];
    }

    public override string Name => "checkpoint";

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override long NativeBytes => _engine.Memory.PeakBytesInUse - _engine.Memory.BytesInUse;

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. new[]
        {
            "\\\"", "{", "}", "[", "]", ",", ":", "null", "\\\"resnet34\\\"", "\\\"resnet18\\\"",
            "\\\"blocks\\\":[1000,1000,1000,1000,1000,1000]", "\\\"width\\\":4096",
            "\\\"classes\\\":1000000", "\\\"relu\\\"", "\\\"epoch\\\":", "\\\"batch\\\":", "\\\"totals\\\":null", "\\\"accuracy\\\":null",
            "\"spikedistill_format\":\"1\"", "\"epoch\":\"3\",",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    public override void Read(byte[] input, int seed)
    {
        _engine.Memory.ResetPeak();
        string file = Path.Combine(_folder, "input");
        File.WriteAllBytes(file, input);

        // Each is tried, whatever the one before it said.
        Exception? refused = null;
        foreach (Action read in (Action[])[() => Checkpoint.LoadNetwork(file, _engine).Dispose(), () => Checkpoint.DataSetOf(file), () => LoadState(file)])
        {
            try
            {
                read();
            }
            catch (RunException failure)
            {
                refused = failure;
            }
        }

        if (refused is not null)
        {
            throw refused;
        }
    }

    public override bool IsDocumented(Exception failure) => failure is RunException;

    public override long AllowedBytes(int length) => (2 << 20) + (128L * length);

    public override byte[] Repair(byte[] mutated, int seed, Random random) => SafeTensorsRepair.Repair(mutated, Seeds[seed], random);

    public override void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void LoadState(string file)
    {
        TrainingState state = Checkpoint.LoadState(file, _network, [], _optimizer);
        _ = state.IsPossible(epochs: 10, batches: 4, terms: 1, timesteps: 2);
    }
}
