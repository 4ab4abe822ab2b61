using System.Text;
using SpikeDistill.Data;
using SpikeDistill.Interop.Nir;
using SpikeDistill.Reference;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>Graphs of NIR in HDF5, as the reference implementation writes them and as they are written here, made into networks where they can be.</summary>
internal sealed class NirTarget : FuzzTarget
{
    private readonly string _folder = MakeFolder();
    private readonly Engine _engine = new(1);

    public NirTarget()
    {
        byte[] reference = ZippedFixture.Read("nir", "vectors.nir");
        string[] hostile = ["link-loop", "link-loop-new", "external", "virtual", "edges"];
        Seeds =
        [
            reference,
            NirFile.ToBytes(NirFile.Read(new MemoryStream(reference), "vectors")),
            .. hostile.Select(name => ZippedFixture.Read("hostile-hdf5", name + ".nir")),
        ];
    }

    public override string Name => "nir";

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. new[] { "GCOL", "HEAP", "TREE", "SNOD", "OHDR", "Conv2d", "LIF", "Affine", "\xff\xff\xff\xff", "\0\0\0\x10", "\0\0\0\0" }
            .Select(Encoding.Latin1.GetBytes),
    ];

    public override long NativeBytes => _engine.Memory.PeakBytesInUse - _engine.Memory.BytesInUse;

    public override void Read(byte[] input, int seed)
    {
        _engine.Memory.ResetPeak();
        string file = Path.Combine(_folder, "input.nir");
        File.WriteAllBytes(file, input);
        Touching(() => NirImport.Load(file, _engine, new NirImportOptions { Image = new ImageShape(8, 8, 3) }).Network.Dispose());
    }

    public override bool IsDocumented(Exception failure) => failure is WeightsException;

    // As of spike trains: the library asks for names as long as a damaged count says and fails before it writes to them.
    public override long AllowedBytes(int length) => (8L * int.MaxValue) + (4096L * length);

    public override void Dispose()
    {
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
