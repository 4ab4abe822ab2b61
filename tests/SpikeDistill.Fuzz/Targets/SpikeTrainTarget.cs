using PureHDF;
using SpikeDistill.Interop.Events;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>The reader of spike trains in HDF5, every recording read.</summary>
internal sealed class SpikeTrainTarget : FuzzTarget
{
    private readonly string _folder = MakeFolder();

    public SpikeTrainTarget()
    {
        string path = Path.Combine(_folder, "seed.h5");
        new H5File
        {
            ["spikes"] = new H5Group
            {
                ["times"] = new Half[][] { [(Half)0.5, (Half)0.25], [], [(Half)1] },
                ["units"] = new ushort[][] { [3, 699], [], [5] },
            },
            ["labels"] = new ushort[] { 1, 19, 2 },
        }.Write(path);
        Seeds = [File.ReadAllBytes(path)];
    }

    public override string Name => "spike-trains";

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override void Read(byte[] input, int seed)
    {
        Touching(() =>
        {
            using SpikeTrainFile file = SpikeTrainFile.Open(new MemoryStream(input), "input.h5");
            for (int i = 0; i < file.Labels.Count; i++) file.Read(i);
        });
    }

    public override bool IsDocumented(Exception failure) => failure is EventFileException;

    // The library asks for names and lists as long as a damaged count says, of those that lie in no heap, and fails before it writes to them, so that
    // address space is all they take: what is touched is held to its limit above.
    public override long AllowedBytes(int length) => (8L * int.MaxValue) + (4096L * length);

    public override void Dispose() => Directory.Delete(_folder, recursive: true);
}
