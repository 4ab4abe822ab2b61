using SpikeDistill.Exporting;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Onnx.Tests.Exporting;

public sealed class OnnxExportTests(MadeNetworks made) : IClassFixture<MadeNetworks>
{
    private const int Images = MadeNetworks.Images;

    public static TheoryData<string> Names => SmallNetworks.Names;

    public static TheoryData<string> FrameNames => SmallNetworks.FrameNames;

    [Theory]
    [MemberData(nameof(Names))]
    public void Onnx_Runtime_gives_the_spikes_and_logits_of_every_family_and_neuron(string name)
    {
        (Tensor images, Network network) = (made.Still, made[name]);
        using OrtModel model = new(OnnxExport.ToBytes(network, 32, 32, new OnnxOptions { Watched = true }));
        Dictionary<string, float[]> results = model.Run(TestImages.ChannelsFirst(images), Images, 3, 32, 32);
        Agreement agreement = Agreement.Of(network, images, results);
        Assert.InRange(agreement.SameSpikes, Images * 3 / 4, Images);
        RequireLife(network, results);
        RequireMean(results, network.Dynamics.Timesteps);
    }

    [Theory]
    [MemberData(nameof(FrameNames))]
    public void Onnx_Runtime_gives_the_spikes_and_logits_of_networks_on_frames(string name)
    {
        (Tensor frames, Network network) = (made.Frames, made[name]);
        using OrtModel model = new(OnnxExport.ToBytes(network, 32, 32, new OnnxOptions { Watched = true }));
        Dictionary<string, float[]> results = model.Run(TestImages.ChannelsFirst(frames), 3, Images, 2, 32, 32);
        Assert.InRange(Agreement.Of(network, frames, results).SameSpikes, Images * 3 / 4, Images);
        RequireLife(network, results);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Folded_normalizations_change_no_spike_away_from_ties(string name)
    {
        (Tensor images, Network network) = (made.Still, made[name]);
        using OrtModel model = new(OnnxExport.ToBytes(network, 32, 32, new OnnxOptions { Watched = true, Fold = true }));
        Dictionary<string, float[]> results = model.Run(TestImages.ChannelsFirst(images), Images, 3, 32, 32);
        Assert.InRange(Agreement.Of(network, images, results).SameSpikes, Images * 3 / 4, Images);
    }

    [Fact]
    public void Folding_leaves_no_normalization_behind_a_convolution()
    {
        Network network = made["resnet, lif with tdbn"];
        using Network folded = NormalizationFolding.Fold(network);
        Assert.Contains(network.Description.Nodes, node => node is NormalizationNode);
        Assert.DoesNotContain(folded.Description.Nodes, node => node is NormalizationNode);
        Assert.Empty(folded.Buffers);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_by_step_with_states_it_gives_the_logits_of_all_steps(string name)
    {
        Network network = made[name];
        if (name.Contains("pfa", StringComparison.Ordinal))
        {
            PortabilityException refused = Assert.Throws<PortabilityException>(
                () => OnnxExport.ToBytes(network, 32, 32, new OnnxOptions { Streaming = true }));
            Assert.Contains("weighs each step by all others", refused.Message, StringComparison.Ordinal);
            Assert.Contains(refused.Node!, refused.Message, StringComparison.Ordinal);
            return;
        }

        using OrtModel whole = new(OnnxExport.ToBytes(network, 32, 32)), one = new(OnnxExport.ToBytes(network, 32, 32, new OnnxOptions { Streaming = true }));
        float[] pixels = TestImages.ChannelsFirst(made.Still)[..(2 * 3 * 32 * 32)], expected = whole.Run(pixels, 2, 3, 32, 32)["logits"];
        int steps = network.Dynamics.Timesteps, each = expected.Length / steps;
        Dictionary<string, (float[] Values, long[] Shape)> inputs = new() { ["images"] = (pixels, [2, 3, 32, 32]) };
        foreach ((string input, int[] shape, bool isIndex) in one.Inputs.Where(input => input.Name != "images" && !input.IsIndex))
        {
            long[] sized = [2, .. shape[1..].Select(length => (long)length)];
            float[] initial = new float[sized.Aggregate(1L, (count, length) => count * length)];
            Array.Fill(initial, float.Parse(one.Metadata["initial." + input], System.Globalization.CultureInfo.InvariantCulture));
            inputs[input] = (initial, sized);
        }

        for (int t = 0; t < steps; t++)
        {
            Dictionary<string, float[]> given = one.Run(inputs, one.Inputs.Any(input => input.IsIndex) ? t : null);
            for (int i = 0; i < each; i++) Assert.Equal(expected[(t * each) + i], given["logits"][i], 1e-4f);
            foreach (string state in inputs.Keys.Where(key => key != "images").ToList()) inputs[state] = (given[state + ".next"], inputs[state].Shape);
        }
    }

    [Fact]
    public void What_it_says_of_itself_stands_in_the_file()
    {
        Network network = made["resnet, lif"];
        using OrtModel model = new(OnnxExport.ToBytes(network, 32, 32));
        Assert.Equal("3", model.Metadata["timesteps"]);
        Assert.StartsWith("lif", model.Metadata["neuron"], StringComparison.Ordinal);
        Assert.Equal(["logits", "mean"], model.Outputs);
    }

    [Fact]
    public void A_node_that_does_not_say_how_it_is_written_is_named()
    {
        NetworkBuilder net = new("own", new ImageSize(1, 4, 4));
        net.Add(new RepeatNode("repeat", Node.Image));
        net.Add(new FlattenNode("flat", "repeat"));
        net.Add(new Negated("turned", "flat"));
        net.Add(new LinearNode("head", "turned", 2));
        using Network network = Network.Create(made.Engine, net.Build(), new If(), timesteps: 2);
        PortabilityException refused = Assert.Throws<PortabilityException>(() => OnnxExport.ToBytes(network, 4, 4));
        Assert.Equal(
            "The node 'turned' (negated) is of a kind that does not say how it is written in operations of other programs.", refused.Message);
    }

    [Fact]
    public void Images_that_do_not_fit_are_refused()
    {
        Network network = made["vgg"];
        Assert.Throws<DescriptionException>(() => OnnxExport.ToBytes(network, 8, 8));
    }

    private static void RequireMean(Dictionary<string, float[]> results, int steps)
    {
        (float[] logits, float[] mean) = (results["logits"], results["mean"]);
        for (int i = 0; i < mean.Length; i++)
        {
            Assert.Equal(Enumerable.Range(0, steps).Average(t => logits[(t * mean.Length) + i]), mean[i], 1e-5f);
        }
    }

    /// <summary>Every layer of a network that is compared fires, and not always.</summary>
    private static void RequireLife(Network network, Dictionary<string, float[]> results)
    {
        float[] rates = [.. results.Where(pair => pair.Key.EndsWith(".spikes", StringComparison.Ordinal)).Select(pair => pair.Value.Average())];
        Assert.Equal(network.Dynamics.Spiking, rates.Length > 0);
        Assert.All(rates, rate => Assert.InRange(rate, 0.0001f, 0.9999f));
    }

    /// <summary>A node of one's own that does not say how it is written.</summary>
    private sealed record Negated : Node
    {
        private static readonly Entry<Node> Own = Entry<Node>.Of("negated", "−x", new Section<Negated>(() => new Negated("", Image)));

        public Negated(string name, string from)
            : base(name, from)
        {
        }

        protected override Entry<Node> Declared => Own;

        public override NodeValue Output(NodeContext context) => NodeValue.Floats(context.Input.Shape);

        public override Tensor Forward(NodeCall call) => call.Tape.Scale(call.Input, -1);
    }
}
