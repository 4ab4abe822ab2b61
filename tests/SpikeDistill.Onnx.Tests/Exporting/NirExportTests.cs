using SpikeDistill.Exporting;
using SpikeDistill.Interop.Nir;
using SpikeDistill.Interop.Npy;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Portable;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;

namespace SpikeDistill.Onnx.Tests.Exporting;

/// <summary>Graphs of NIR are run by NIR's own equations in PyTorch, read by h5py, all of them in one process.</summary>
public sealed class NirExportTests(MadeNetworks made) : IClassFixture<MadeNetworks>
{
    private static readonly string[] Written =
    [
        "resnet, lif", "resnet, lif with tdbn", "resnet, if that is reset to a value", "resnet, lif that is reset to a value", "resnet, plif",
        "resnet, plif a channel, without input decay", "resnet, cuba_lif", "resnet, cuba_lif that is reset to a value",
        "vgg", "sew, add", "wide resnet", "vggsnn on frames",
    ];

    public static TheoryData<string> ReadBack => [.. Written];

    public static TheoryData<string, string> Refused => new()
    {
        { "resnet, lif without input decay, soft reset", "soft reset" },
        { "resnet, glif", "no neurons 'glif'" },
        { "resnet, mpbn", "no neurons 'mpbn'" },
        { "resnet, pfa", "(pfa) has no counterpart in NIR" },
        { "resnet for imagenet with bottlenecks", "(max_pool) has no counterpart in NIR" },
        { "sew, and", "(and) has no counterpart in NIR" },
        { "sew, iand", "(iand) has no counterpart in NIR" },
        { "pyramidnet", "(pad_channels) has no counterpart in NIR" },
        { "spikformer", "has no counterpart in NIR" },
        { "resnet of rectifiers", "rectifiers, which NIR does not know" },
    };

    [Fact]
    public void Another_reader_finds_spikes_and_logits_by_the_equations_of_nir()
    {
        NirRun.RequireReader();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("nir-export");
        try
        {
            for (int i = 0; i < Written.Length; i++)
            {
                // The length of a step is a unit alone.
                NirOptions options = new() { TimeStep = i % 2 == 0 ? 1e-4 : 1e-3 };
                NirExport.Save(Path.Combine(folder.FullName, $"model{i}.nir"), made[Written[i]], 32, 32, options);
                if (SmallNetworks.IsOnFrames(Written[i])) File.Create(Path.Combine(folder.FullName, $"model{i}.frames")).Dispose();
            }

            NpyWriter.Save(Path.Combine(folder.FullName, "images.npy"), [MadeNetworks.Images, 3, 32, 32], TestImages.ChannelsFirst(made.Still));
            NpyWriter.Save(
                Path.Combine(folder.FullName, "frames.npy"),
                [SmallNetworks.Timesteps, MadeNetworks.Images, 2, 32, 32],
                TestImages.ChannelsFirst(made.Frames));
            NirRun.Run(folder.FullName);
            Assert.All(Written, (name, i) => RequireAgreement(name, Path.Combine(folder.FullName, $"model{i}.npz")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(ReadBack))]
    public void A_graph_that_is_read_back_gives_the_logits_of_its_network(string name)
    {
        Network network = made[name];
        bool frames = SmallNetworks.IsOnFrames(name);
        string file = Path.GetTempFileName();
        try
        {
            NirExport.Save(file, network, 32, 32);
            using Network again = NirImport.Load(file, made.Engine, new NirImportOptions { Frames = frames }).Network;
            Assert.Equal(network.Dynamics.Timesteps, again.Dynamics.Timesteps);
            using Tape tape = new(made.Engine, recording: false);
            Tensor images = frames ? made.Frames : made.Still;
            Tensor logits = network.Forward(tape, images, ForwardOptions.Evaluation).Logits;
            Tensor told = again.Forward(tape, images, ForwardOptions.Evaluation).Logits;
            RequireSame(logits.Shape, logits.Values, told.Values);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_NIR_cannot_say_is_refused_by_name(string name, string told)
        => Assert.Contains(told, Assert.Throws<PortabilityException>(() => NirExport.Of(made[name], 32, 32)).Message, StringComparison.Ordinal);

    [Fact]
    public void Codes_of_images_are_refused_by_name()
    {
        NetworkBuilder coded = new("coded", new ImageSize(1, 4, 4));
        coded.Add(new LatencyCodeNode("code", Node.Image));
        coded.Add(new FlattenNode("flat", "code"));
        coded.Add(new LinearNode("fc", "flat", 2));
        using Network network = Network.Create(made.Engine, coded.Build(), new Lif(), timesteps: 2);
        Assert.Contains("'code' (latency_code)", Assert.Throws<PortabilityException>(() => NirExport.Of(network, 4, 4)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Neurons_fire_from_their_threshold_on_by_the_next_smaller_float()
    {
        (NirGraph graph, IReadOnlyList<string> notes) = NirExport.Of(made["resnet, lif"], 32, 32);
        NirNode neurons = graph.Nodes.First(node => node.Type == "LIF");
        Assert.All(neurons.Parameters["v_threshold"].ToSingles(), threshold => Assert.Equal(MathF.BitDecrement(1), threshold));
        Assert.All(neurons.Parameters["tau"].ToSingles(), tau => Assert.Equal(2e-4f, tau));
        Assert.All(neurons.Parameters["r"].ToSingles(), r => Assert.Equal(1, r));
        Assert.Contains(notes, note => note.Contains("next smaller float", StringComparison.Ordinal));
        Assert.Equal(string.Join('\n', notes), graph.Metadata["notes"].Text);
        Assert.Equal(SmallNetworks.Timesteps, graph.Metadata["timesteps"].ToDoubles()[0]);
    }

    [Fact]
    public void Sums_are_edges_and_what_is_added_to_itself_goes_through_a_node()
    {
        NetworkBuilder doubled = new("doubled", new ImageSize(1, 2, 2));
        doubled.Add(new RepeatNode("repeat", Node.Image));
        doubled.Add(new ConvolutionNode("conv", "repeat", 2));
        doubled.Add(new AddNode("twice", "conv", "conv"));
        doubled.Add(new ActivationNode("fire", "twice"));
        doubled.Add(new GlobalAveragePoolNode("pool", "fire"));
        doubled.Add(new LinearNode("fc", "pool", 2) { Bias = false });
        using Network network = Network.Create(made.Engine, doubled.Build(), new If(), timesteps: 2);
        NirGraph graph = NirExport.Of(network, 2, 2).Graph;
        Assert.Equal(
            ["input Input", "conv Conv2d", "twice Scale", "fire IF", "pool AvgPool2d", "pool_ Flatten", "fc Linear", "output Output"],
            graph.Nodes.Select(node => $"{node.Name} {node.Type}"));
        Assert.Equal([new NirEdge("conv", "fire"), new NirEdge("twice", "fire")], graph.Edges.Where(edge => edge.To == "fire"));
    }

    [Fact]
    public void Files_of_one_network_are_the_same_bytes()
        => Assert.Equal(NirFile.ToBytes(NirExport.Of(made["vgg"], 32, 32).Graph), NirFile.ToBytes(NirExport.Of(made["vgg"], 32, 32).Graph));

    private void RequireAgreement(string name, string file)
    {
        Network network = made[name];
        Agreement agreement = Agreement.Of(network, SmallNetworks.IsOnFrames(name) ? made.Frames : made.Still, NirRun.Read(file, network));
        Assert.InRange(agreement.SameSpikes, MadeNetworks.Images * 3 / 4, MadeNetworks.Images);
    }

    /// <summary>Folding rounds otherwise, so that now and then a spike at a tie differs: of most images all logits are the same.</summary>
    private static void RequireSame(Shape shape, ReadOnlySpan<float> logits, ReadOnlySpan<float> told)
    {
        int one = shape[1] * shape[2], same = 0;
        for (int n = 0; n < shape[1]; n++)
        {
            bool equal = true;
            for (int i = n * shape[2]; i < shape[0] * one; i += one)
            {
                for (int c = 0; c < shape[2]; c++) equal &= MathF.Abs(logits[i + c] - told[i + c]) <= 1e-4f;
            }

            if (equal) same++;
        }

        Assert.InRange(same, shape[1] * 3 / 4, shape[1]);
    }
}
