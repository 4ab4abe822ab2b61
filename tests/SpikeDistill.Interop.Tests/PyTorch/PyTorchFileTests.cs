using SpikeDistill.Interop.PyTorch;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Reference;

namespace SpikeDistill.Interop.Tests.PyTorch;

/// <summary>Files that PyTorch wrote (tests/fixtures/make_pytorch_fixture.py), of both of its forms.</summary>
public sealed class PyTorchFileTests
{
    [Theory]
    [InlineData("state")]
    [InlineData("state-old")]
    [InlineData("state-protocol-4")]
    [InlineData("checkpoint")]
    [InlineData("checkpoint-old")]
    public void Every_tensor_holds_what_PyTorch_says(string name)
    {
        using PyTorchFile file = Open(name);
        using SafeTensorsFile expected = SafeTensorsFile.Open(new MemoryStream(ZippedFixture.Read(ZippedFixture.PyTorch, name + ".safetensors")), name);
        Assert.Equal(expected.Tensors.Select(tensor => (tensor.Name, Shape(tensor))), file.Tensors.Select(tensor => (tensor.Name, Shape(tensor))));
        foreach (TensorInfo tensor in file.Tensors)
        {
            float[] values = new float[tensor.ElementCount];
            file.ReadSingles(tensor.Name, 0, values);
            Assert.Equal(expected.ReadSingles(tensor.Name), values);
        }
    }

    [Theory]
    [InlineData("state")]
    [InlineData("state-old")]
    public void Parts_are_read_in_any_order(string name)
    {
        using PyTorchFile file = Open(name);
        foreach (TensorInfo tensor in file.Tensors)
        {
            float[] whole = new float[tensor.ElementCount], one = new float[1];
            file.ReadSingles(tensor.Name, 0, whole);
            for (int i = whole.Length - 1; i >= 0; i--)
            {
                file.ReadSingles(tensor.Name, i, one);
                Assert.Equal(whole[i], one[0]);
            }
        }
    }

    [Fact]
    public void Types_are_those_of_the_storages()
    {
        using PyTorchFile file = Open("state");
        Assert.Equal(
            [
                TensorType.F32, TensorType.F16, TensorType.BF16, TensorType.F64, TensorType.I64, TensorType.I16, TensorType.Bool, TensorType.F32,
                TensorType.F32, TensorType.F32, TensorType.F32, TensorType.F32, TensorType.F32, TensorType.F32,
            ],
            file.Tensors.Select(tensor => tensor.Type));
    }

    [Fact]
    public void A_checkpoints_weights_are_taken_from_its_usual_entry_and_others_are_named()
    {
        using PyTorchFile file = Open("checkpoint");
        Assert.Equal("state_dict", file.Entry);
        Assert.Equal(["model_ema.module"], file.OtherEntries);
        using PyTorchFile averages = Open("checkpoint", "model_ema.module");
        Assert.Equal(file.Tensors.Select(tensor => tensor.Name), averages.Tensors.Select(tensor => tensor.Name));
    }

    [Fact]
    public void The_whole_file_has_no_entry()
    {
        using PyTorchFile file = Open("state");
        Assert.Equal("", file.Entry);
        Assert.Empty(file.OtherEntries);
    }

    [Fact]
    public void Several_entries_without_a_usual_name_are_to_be_chosen_among()
    {
        Assert.Contains("several entries hold tensors: 'teacher', 'student'", Refusal("two"), StringComparison.Ordinal);
        using PyTorchFile file = Open("two", "student");
        Assert.Equal("plain", file.Tensors[0].Name);
        Assert.Contains("it has no entry 'pupil' with tensors. Tensors are in: 'teacher', 'student'", Refusal("two", "pupil"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("call", "posix.system")]
    [InlineData("call-old", "posix.system")]
    [InlineData("chain", "getattr")]
    [InlineData("module", "torch.nn.modules.container.Sequential")]
    [InlineData("arguments", "argparse.Namespace")]
    [InlineData("path", "pathlib.PurePosixPath")]
    [InlineData("expanded", "repeats its elements")]
    [InlineData("tensor", "it holds a single tensor")]
    [InlineData("numbers", "it holds no tensors under names")]
    [InlineData("complex", "torch.ComplexFloatStorage")]
    [InlineData("sparse", "torch._utils._rebuild_sparse_tensor")]
    [InlineData("script", "it is a TorchScript program")]
    public void What_is_no_tensor_or_plain_container_is_refused_by_name_and_not_run(string name, string told)
    {
        Assert.Contains(told, Refusal("refused/" + name), StringComparison.Ordinal);
        Assert.False(File.Exists("/tmp/spikedistill-pth-was-run"));
    }

    [Fact]
    public void A_name_that_is_not_there_and_a_part_beyond_the_end_are_refused()
    {
        using PyTorchFile file = Open("state");
        Assert.Contains("no tensor 'x'", Assert.Throws<PyTorchException>(() => file.ReadSingles("x", 0, new float[1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadSingles("half", 3, new float[3]));
    }

    private static IReadOnlyList<int> Shape(TensorInfo tensor) => tensor.Shape;

    private static string Refusal(string name, string? entry = null) => Assert.Throws<PyTorchException>(() => Open(name, entry)).Message;

    private static PyTorchFile Open(string name, string? entry = null)
        => PyTorchFile.Open(new MemoryStream(ZippedFixture.Read(ZippedFixture.PyTorch, name + ".pth")), name, entry);
}
