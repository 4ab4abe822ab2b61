using SpikeDistill.Interop.TensorBoard;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>Files of events that are opened to be gone on with: they are refused, or their whole beginning is kept and added to.</summary>
internal sealed class ScalarLogTarget : FuzzTarget
{
    private readonly string _folder = MakeFolder();

    public ScalarLogTarget()
    {
        ScalarLog log = ScalarLog.Open(Place);
        byte[] empty = File.ReadAllBytes(Place);
        log.Add(1, DateTime.UnixEpoch, [new("train/loss", 1), new("accuracy", 0.5)]);
        log.Add(7, DateTime.UnixEpoch, [new("train/loss", double.NaN)]);
        Seeds = [empty, File.ReadAllBytes(Place)];
    }

    public override string Name => "scalar-log";

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override IReadOnlyList<byte[]> Tokens { get; } = [[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], [0x2a, 0], [0x10, 0x80, 0x80, 1]];

    private string Place => Path.Combine(_folder, ScalarLog.UsualName);

    public override void Read(byte[] input, int seed)
    {
        File.WriteAllBytes(Place, input);
        ScalarLog log = ScalarLog.Open(Place);
        if (log.LastStep == long.MaxValue)
        {
            return;
        }

        long next = (log.LastStep ?? 0) + 1;
        log.Add(next, DateTime.UnixEpoch, [new("more", 1)]);
        if (ScalarLog.Open(Place).LastStep != next)
        {
            throw new InvalidOperationException("What was added is not there.");
        }
    }

    public override bool IsDocumented(Exception failure) => failure is IOException;

    public override long AllowedBytes(int length) => (512 << 10) + (64L * length);

    public override void Dispose() => Directory.Delete(_folder, recursive: true);
}
