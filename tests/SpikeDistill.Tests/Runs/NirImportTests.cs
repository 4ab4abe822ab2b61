using SpikeDistill.Data;
using SpikeDistill.Interop.Nir;
using SpikeDistill.Interop.Npy;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Reference;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;

namespace SpikeDistill.Tests.Runs;

/// <summary>Graphs as other tools write them, from make_nir_fixture.py, with the logits that NIR's equations give.</summary>
public sealed class NirImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nir-import").FullName;
    private readonly Engine _engine = new(1);

    private string File => Path.Combine(_folder, "model.nir");

    public void Dispose()
    {
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("sequence", "lif")]
    [InlineData("integrators", "if")]
    [InlineData("residual", "plif")]
    [InlineData("currents", "cuba_lif")]
    [InlineData("vectors", "lif")]
    public void Graphs_of_other_tools_give_the_logits_of_NIRs_equations(string name, string neuron)
    {
        System.IO.File.WriteAllBytes(File, ZippedFixture.Read("nir", name + ".nir"));
        ImportedGraph imported = NirImport.Load(File, _engine, new NirImportOptions { Timesteps = 3, Image = new ImageShape(8, 8, 3) });
        using Network network = imported.Network;
        Assert.Equal(neuron, network.Neuron.Name);
        using TensorScope scope = new(_engine);
        float[] expected = Array(name, out int[] shape), images = Array("images", out int[] axes);
        using Tape tape = new(_engine, recording: false);
        Tensor logits = network.Forward(tape, ChannelsLast(scope, images, axes), ForwardOptions.Evaluation).Logits;
        Assert.Equal(shape, logits.Shape.ToArray());
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], logits.Values[i], 1e-4f);
        Assert.Contains(imported.Notes, note => note.Contains("0.0001 s", StringComparison.Ordinal));
    }

    [Fact]
    public void A_graph_becomes_a_network_that_learns_and_is_kept()
    {
        System.IO.File.WriteAllBytes(File, ZippedFixture.Read("nir", "residual.nir"));
        using Network network = NirImport.Load(File, _engine, new NirImportOptions { Timesteps = 2 }).Network;
        using (Tape tape = new(_engine))
        {
            using TensorScope scope = new(_engine);
            Tensor logits = network.Forward(tape, ChannelsLast(scope, Array("images", out int[] axes), axes), ForwardOptions.ForTraining).Logits;
            Gradients gradients = tape.Backward((logits, logits));
            Assert.All(network.Parameters, parameter => Assert.True(gradients.Find(parameter.Value) is not null));
        }

        string kept = Path.Combine(_folder, "kept.safetensors");
        network.Save(kept, "synthetic");
        using Network again = Network.Load(_engine, kept);
        Assert.Equal(DescriptionText.Write(network.Description), DescriptionText.Write(again.Description));
        Assert.All(network.Parameters.Zip(again.Parameters), pair => Assert.Equal(pair.First.Value.ToArray(), pair.Second.Value.ToArray()));
    }

    [Fact]
    public void A_still_image_is_repeated_where_its_first_neurons_stand_and_frames_are_not()
    {
        Save(Chain(("fc", Affine(3, 4)), ("fire", Lif(3)), ("last", Affine(2, 3))));
        using Network still = NirImport.Load(File, _engine).Network;
        Assert.Equal(
            ["flatten", "linear", "repeat", "activation", "linear"], still.Description.Nodes.Select(node => node.Kind));
        using Network frames = NirImport.Load(File, _engine, new NirImportOptions { Frames = true, Timesteps = 7 }).Network;
        Assert.Equal(["flatten", "linear", "activation", "linear"], frames.Description.Nodes.Select(node => node.Kind));
        Assert.Equal((true, 7, 4), (frames.Description.Image.OverTime, frames.Dynamics.Timesteps, still.Dynamics.Timesteps));
    }

    [Fact]
    public void A_last_layer_that_fires_is_read_out()
    {
        System.IO.File.WriteAllBytes(File, ZippedFixture.Read("nir", "integrators.nir"));
        ImportedGraph imported = NirImport.Load(File, _engine);
        using Network network = imported.Network;
        Assert.IsType<LinearNode>(network.Description.Nodes[^1]);
        Assert.Contains(imported.Notes, note => note.Contains("'readout'", StringComparison.Ordinal));
        Assert.Equal(0.75f, network.Description.Nodes.OfType<ActivationNode>().ElementAt(1).Threshold!.Value, 1e-6f);
        Assert.Equal(["conv_one", "conv_one.repeat", "fire_1"], network.Description.Nodes.Take(3).Select(node => node.Name));
    }

    public static TheoryData<string, string> Refusals => new()
    {
        { "circle", "edges that run in a circle" },
        { "type", "'middle' (Delay) has no counterpart here" },
        { "leak", "leaks to v_leak 0.5, but is reset to 0" },
        { "thresholds", "has 'v_threshold' from 1 to 2; the neurons of a layer have one here" },
        { "currents", "has layers of different time constants of the current, 2 in 'fire' and 3 in 'middle'" },
        { "potentials", "has neurons CubaLIF with time constants from 2 to 4 time steps" },
        { "short current", "has a time constant tau_syn of 0.5 time steps" },
        { "short", "has a time constant tau of 0.5 time steps" },
        { "mixture", "layers of different types, LIF in 'fire' and IF in 'middle'" },
        { "shape", "has 'tau' [4], but reads [3]" },
        { "edge", "no node 'nowhere'" },
        { "missing", "'fire' (LIF) has no 'tau'" },
        { "none", "has no neurons" },
        { "outputs", "has 0 nodes of the type Output" },
        { "turned", "its node 'last' (LIF) weighs its input by -1, r and what scales before it; it must be above 0" },
        { "infinite", "has numbers in 'weight' that are not finite" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_there_is_not_here_is_refused_by_name(string kind, string told)
    {
        NirNode fire = kind switch
        {
            "leak" => Lif(3, leak: 0.5f),
            "thresholds" => Lif(3, thresholds: [1, 2, 1]),
            "short" => Lif(3, tau: 0.5e-4f),
            "currents" or "potentials" => CubaLif(3, memory: 2, synapse: 2),
            "short current" => CubaLif(3, memory: 2, synapse: 0.5f),
            "shape" => Lif(3, count: 4),
            "missing" => new NirNode("", "LIF", Lif(3).Parameters.Where(pair => pair.Key != "tau").ToDictionary()),
            "none" => Affine(3, 3),
            _ => Lif(3),
        };
        NirNode between = kind switch
        {
            "mixture" => new NirNode("", "IF", Lif(2).Parameters),
            "currents" => CubaLif(2, memory: 2, synapse: 3),
            "potentials" => CubaLif(2, memory: 4, synapse: 2),
            _ => new NirNode("", kind == "type" ? "Delay" : "Scale", new Dictionary<string, NirValue> { ["scale"] = NirValue.Floats([1], [2]) }),
        };
        if (kind == "turned") between.Parameters["scale"].ToSingles()[0] = -1;
        NirNode first = Affine(3, 4);
        if (kind == "infinite") first.Parameters["weight"].ToSingles()[3] = float.NaN;
        NirGraph graph = kind == "turned"
            ? Chain(("fc", first), ("middle", between), ("last", Lif(3)), ("end", Affine(2, 3)))
            : Chain(("fc", first), ("fire", fire), ("last", Affine(2, 3)), ("middle", between));
        NirEdge[] more = kind switch
        {
            "circle" => [new NirEdge("last", "fire")],
            "edge" => [new NirEdge("fire", "nowhere")],
            _ => [],
        };
        Save(graph with { Edges = [.. graph.Edges, .. more] }, output: kind != "outputs");
        WeightsException refused = Assert.Throws<WeightsException>(() => NirImport.Load(File, _engine));
        Assert.Equal(WeightsReason.Unsupported, refused.Reason);
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("groups", 0.5)]
    [InlineData("groups", 0.0)]
    [InlineData("groups", -1.0)]
    [InlineData("groups", null)]
    [InlineData("start_dim", null)]
    [InlineData("end_dim", null)]
    [InlineData("end_dim", -1.5)]
    public void A_number_that_must_be_whole_and_one_is_refused_by_the_nodes_name_where_it_is_not(string name, double? number)
    {
        NirValue value = number is { } one ? NirValue.Number(one) : NirValue.Floats([0], []);
        Dictionary<string, NirValue> parameters = new()
        {
            ["weight"] = NirValue.Floats([2, 2, 1, 1], [1, 2, 3, 4]),
            ["bias"] = NirValue.Floats([2], [0, 0]),
            ["stride"] = NirValue.Integer(1),
            ["padding"] = NirValue.Integer(0),
            ["dilation"] = NirValue.Integer(1),
            ["groups"] = NirValue.Integer(1),
            ["start_dim"] = NirValue.Integer(0),
            ["end_dim"] = NirValue.Integer(-1),
            [name] = value,
        };
        NirNode image = new("in", "Input", new Dictionary<string, NirValue> { ["shape"] = NirValue.Integers(1, 2, 2) });
        NirNode odd = new("odd", name == "groups" ? "Conv2d" : "Flatten", parameters);
        NirFile.Save(File, new NirGraph([image, odd, image with { Name = "out", Type = "Output" }], [new NirEdge("in", "odd"), new NirEdge("odd", "out")]));
        string message = Assert.Throws<WeightsException>(() => NirImport.Load(File, _engine)).Message;
        Assert.Contains($"its node 'odd' ({odd.Type}) has '{name}' [", message, StringComparison.Ordinal);
        Assert.Contains("expected one whole number from ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_of_a_graph_cannot_forge_lines_of_a_message()
    {
        Save(Chain(("fc", new NirNode("", "\u001b[31mEvil\nline\u2028\u202e", new Dictionary<string, NirValue>()))));
        string message = Assert.Throws<WeightsException>(() => NirImport.Load(File, _engine)).Message;
        Assert.Contains("'fc' (?[31mEvil?line??) has no counterpart here", message, StringComparison.Ordinal);
    }

    private static NirNode Affine(int outputs, int inputs) => new("", "Affine", new Dictionary<string, NirValue>
    {
        ["weight"] = NirValue.Floats([outputs, inputs], [.. Enumerable.Range(0, outputs * inputs).Select(i => (i % 5) - 1.5f)]),
        ["bias"] = NirValue.Floats([outputs], [.. Enumerable.Range(0, outputs).Select(i => 0.25f * i)]),
    });

    private static NirNode Lif(int size, float tau = 2e-4f, float leak = 0, float[]? thresholds = null, int? count = null)
    {
        int length = count ?? size;
        NirValue All(float value) => NirValue.Floats([length], [.. Enumerable.Repeat(value, length)]);
        return new("", "LIF", new Dictionary<string, NirValue>
        {
            ["tau"] = All(tau),
            ["r"] = All(1),
            ["v_leak"] = All(leak),
            ["v_reset"] = All(0),
            ["v_threshold"] = thresholds is null ? All(1) : NirValue.Floats([length], thresholds),
        });
    }

    private static NirNode CubaLif(int size, float memory, float synapse) => new("", "CubaLIF", new Dictionary<string, NirValue>(Lif(size).Parameters)
    {
        ["tau_mem"] = NirValue.Floats([size], [.. Enumerable.Repeat(memory * 1e-4f, size)]),
        ["tau_syn"] = NirValue.Floats([size], [.. Enumerable.Repeat(synapse * 1e-4f, size)]),
        ["w_in"] = NirValue.Floats([size], [.. Enumerable.Repeat(1f, size)]),
    });

    private static NirGraph Chain(params (string Name, NirNode Node)[] nodes) => new(
        [.. nodes.Select(node => node.Node with { Name = node.Name })], [.. nodes.Zip(nodes.Skip(1), (a, b) => new NirEdge(a.Name, b.Name))]);

    private void Save(NirGraph graph, bool output = true)
    {
        NirNode Shaped(string name, string type, params long[] shape)
            => new(name, type, new Dictionary<string, NirValue> { ["shape"] = NirValue.Integers(shape) });
        Dictionary<string, NirValue> all = new() { ["start_dim"] = NirValue.Integer(0), ["end_dim"] = NirValue.Integer(-1) };
        string last = graph.Nodes[^1].Name;
        List<NirNode> nodes = [Shaped("in", "Input", 1, 2, 2), new NirNode("flat", "Flatten", all), .. graph.Nodes];
        List<NirEdge> edges = [new NirEdge("in", "flat"), new NirEdge("flat", graph.Nodes[0].Name), .. graph.Edges];
        if (output)
        {
            nodes.Add(Shaped("out", "Output", 2));
            edges.Add(new NirEdge(last, "out"));
        }

        NirFile.Save(File, graph with { Nodes = nodes, Edges = edges });
    }

    private static float[] Array(string name, out int[] shape)
    {
        using NpyFile file = NpyFile.Open(new MemoryStream(ZippedFixture.Read("nir", name + ".npy")), name);
        shape = [.. file.Shape.Select(length => (int)length)];
        return file.ReadSingles();
    }

    private static Tensor ChannelsLast(TensorScope scope, float[] images, int[] axes)
    {
        (int channels, int places) = (axes[1], axes[2] * axes[3]);
        Tensor moved = scope.Zeros(new Shape(axes[0], axes[2], axes[3], channels));
        for (int i = 0; i < images.Length; i++)
        {
            int n = i / (channels * places), c = i / places % channels, p = i % places;
            moved.Values[(((n * places) + p) * channels) + c] = images[i];
        }

        return moved;
    }
}
