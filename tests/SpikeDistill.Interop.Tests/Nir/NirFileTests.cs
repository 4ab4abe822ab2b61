using System.Buffers.Binary;
using SpikeDistill.Interop.Nir;
using SpikeDistill.Reference;

namespace SpikeDistill.Interop.Tests.Nir;

public sealed class NirFileTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        float[] many = [.. Enumerable.Range(0, 120).Select(i => i / 8f)];
        NirGraph graph = new(
            [
                new NirNode("input", "Input", Parameters(("shape", NirValue.Integers(2, 3)))),
                new NirNode("a.b", "Affine", Parameters(("weight", NirValue.Floats([20, 6], many)), ("bias", NirValue.Floats([2], [1, -2])))),
            ],
            [new NirEdge("input", "a.b"), new NirEdge("a.b", "a.b")])
        {
            Metadata = Parameters(("dt", NirValue.Number(1e-4)), ("note", NirValue.Of("ä, two\nlines")), ("steps", NirValue.Integer(4))),
        };

        NirGraph read = NirFile.Read(new MemoryStream(NirFile.ToBytes(graph)), "x");
        Assert.Equal(graph.Edges, read.Edges);
        Assert.Equal(["a.b Affine", "input Input"], read.Nodes.Select(node => $"{node.Name} {node.Type}").Order(StringComparer.Ordinal));
        NirNode affine = read.Nodes.Single(node => node.Type == "Affine");
        Assert.Equal([20, 6], affine.Parameters["weight"].Shape);
        Assert.Equal(many, affine.Parameters["weight"].ToSingles());
        Assert.Equal([1, -2], affine.Parameters["bias"].ToSingles());
        Assert.Equal([2, 3], read.Nodes.Single(node => node.Type == "Input").Parameters["shape"].ToDoubles());
        Assert.Equal("ä, two\nlines", read.Metadata["note"].Text);
        Assert.Equal((1e-4, 4), (read.Metadata["dt"].ToDoubles()[0], read.Metadata["steps"].ToDoubles()[0]));
    }

    [Theory]
    [InlineData("sequence", 9, 8)]
    [InlineData("integrators", 10, 9)]
    [InlineData("residual", 9, 10)]
    [InlineData("currents", 8, 7)]
    [InlineData("vectors", 5, 4)]
    public void Files_in_the_layout_of_the_reference_implementation_are_read(string name, int nodes, int edges)
    {
        NirGraph graph = NirFile.Read(new MemoryStream(ZippedFixture.Read("nir", name + ".nir")), name);
        Assert.Equal((nodes, edges), (graph.Nodes.Count, graph.Edges.Count));
        Assert.All(graph.Edges, edge => Assert.Contains(graph.Nodes, node => node.Name == edge.From));
    }

    [Fact]
    public void Other_files_are_refused_by_what_they_are()
    {
        Assert.Contains("it is a Zip archive, no HDF5 file", Refused("PK\u0003\u0004"u8.ToArray()), StringComparison.Ordinal);
        NirGraph empty = new([], []);
        Assert.Contains("there is no group 'node' in it", Refused(Replaced(NirFile.ToBytes(empty), "node"u8, "nade"u8)), StringComparison.Ordinal);
        Assert.Contains(
            "'node' is of the type 'NIRGruel', not a graph", Refused(Replaced(NirFile.ToBytes(empty), "NIRGraph"u8, "NIRGruel"u8)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_cut_is_told_as_cut()
    {
        byte[] whole = ZippedFixture.Read("nir", "sequence.nir"), own = NirFile.ToBytes(new NirGraph([], []));
        Assert.Contains($"it has 40 bytes, fewer than the beginning", Refused(whole[..40]), StringComparison.Ordinal);
        Assert.Contains(
            $"it has {whole.Length - 1} bytes, but says that it ends at {whole.Length}; it was cut off. It was not written to its end",
            Refused(whole[..^1]),
            StringComparison.Ordinal);
        Assert.Contains($"it has 200 bytes, but says that it ends at {own.Length}; it was cut off", Refused(own[..200]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_claims_more_than_the_file_holds_asks_for_no_memory()
    {
        byte[] file = ZippedFixture.Read("nir", "vectors.nir");
        int heap = file.AsSpan().IndexOf("GCOL"u8);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(heap + 24), 1 << 30);
        Assert.Contains("1073741824 bytes are said to lie at byte", Refused(file), StringComparison.Ordinal);
    }

    [Fact]
    public void An_array_that_claims_more_than_the_file_holds_asks_for_no_memory()
    {
        float[] values = [.. Enumerable.Range(0, 40).Select(i => i + 0.5f)];
        NirGraph graph = new([new NirNode("a", "Linear", Parameters(("weight", NirValue.Floats([4, 10], values))))], []);
        byte[] file = NirFile.ToBytes(graph);
        byte[] shape = [4, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0];
        byte[] larger = [4, 0, 0, 0x10, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0];
        Assert.Contains("values of 4 bytes, which the file has no room for", Refused(Replaced(file, shape, larger)), StringComparison.Ordinal);
    }

    [Fact]
    public void More_chunks_than_the_file_has_room_for_are_not_looked_for()
    {
        // Ten numbers in a chunk of ten, which compression could make of a few bytes, become so many that each of their chunks would be looked for.
        byte[] file = ZippedFixture.Read("nir", "vectors.nir"), extents = [10, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(file.AsSpan().IndexOf(extents)), 8_000_000);
        Assert.Contains("is said to lie in 800000 chunks, which the file has no room for", Refused(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("link-loop", "is a link to another name or into another file")]
    [InlineData("link-loop-new", "is a link to another name or into another file")]
    [InlineData("link-loop-ordered", "is a link to another name or into another file")]
    [InlineData("link-outside", "is a link to another name or into another file")]
    [InlineData("links-in-heap", "lie in a heap of links")]
    [InlineData("external", "lie in another file; expected all data in the file itself")]
    [InlineData("external-new", "lie in another file; expected all data in the file itself")]
    [InlineData("virtual", "is a virtual one, of other files; expected all data in the file itself")]
    public void Links_and_data_in_other_files_are_refused(string name, string why)
        => Assert.Contains(why, Refused(ZippedFixture.Read("hostile-hdf5", name + ".nir")), StringComparison.Ordinal);

    [Fact]
    public void More_edges_than_the_file_has_room_for_are_refused()
        => Assert.Contains("which the file has no room for", Refused(ZippedFixture.Read("hostile-hdf5", "edges.nir")), StringComparison.Ordinal);

    [Fact]
    public void A_header_that_goes_on_in_itself_is_refused()
    {
        byte[] file = ZippedFixture.Read("hostile-hdf5", "header-loop.nir");
        Assert.Contains("is longer than the file has room for", Refused(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_a_file_cannot_forge_lines_of_a_message()
    {
        byte[] file = Replaced(NirFile.ToBytes(new NirGraph([], [])), "NIRGraph"u8, "NIR\ne\u001b:h"u8);
        Assert.Contains("'node' is of the type 'NIR?e?:h', not a graph", Refused(file), StringComparison.Ordinal);
    }

    private static Dictionary<string, NirValue> Parameters(params (string Name, NirValue Value)[] all)
        => all.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal);

    private static byte[] Replaced(byte[] file, ReadOnlySpan<byte> old, ReadOnlySpan<byte> by)
    {
        byte[] changed = [.. file];
        for (int at = changed.AsSpan().IndexOf(old); at >= 0; at = changed.AsSpan().IndexOf(old)) by.CopyTo(changed.AsSpan(at));
        return changed;
    }

    private static string Refused(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<NirException>(() => NirFile.Read(new MemoryStream(file), "x.nir")).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
        return message;
    }
}
