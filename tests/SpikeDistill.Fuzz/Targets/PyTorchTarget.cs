using System.Text;
using SpikeDistill.Interop;
using SpikeDistill.Interop.PyTorch;
using SpikeDistill.Reference;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>The reader of PyTorch's files, of both forms, with every value read.</summary>
internal sealed class PyTorchTarget : FuzzTarget
{
    public override string Name => "pytorch";

    public override IReadOnlyList<byte[]> Seeds { get; } =
        [.. new[] { "state-old", "checkpoint-old", "state", "checkpoint" }.Select(name => ZippedFixture.Read(ZippedFixture.PyTorch, name + ".pth"))];

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. new[]
        {
            "(", ")", "}", "]", "N", "\x88", "K\x07", "J\xff\xff\xff\xff", "\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f", "X\x01\0\0\0a", "q\0", "h\0",
            "t", "\x85", "\x86", "\x87", "Q", "R", "b", "s", "u", ".", "ctorch\nFloatStorage\n", "ctorch\nLongStorage\n", "ctorch\nSize\n",
            "ctorch._utils\n_rebuild_tensor_v2\n", "ctorch._utils\n_rebuild_parameter\n", "ctorch.storage\nUntypedStorage\n",
            "ccollections\nOrderedDict\n", "cos\nsystem\n", "\x80\x02", "PK\x01\x02", "PK\x03\x04", "data.pkl",
        }.Select(Encoding.Latin1.GetBytes),
    ];

    public override void Read(byte[] input, int seed)
    {
        using PyTorchFile file = PyTorchFile.Open(new MemoryStream(input), "input");
        foreach (TensorInfo tensor in file.Tensors)
        {
            file.ReadSingles(tensor.Name, 0, new float[tensor.ElementCount]);
        }
    }

    public override bool IsDocumented(Exception failure) => failure is PyTorchException;

    // Any number of tensors may view one storage, none more than once.
    public override long AllowedBytes(int length) => (1 << 20) + (512L * length);

    public override void Dispose()
    {
    }
}
