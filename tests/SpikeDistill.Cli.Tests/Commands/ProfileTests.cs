using System.Text.Json;
using System.Text.Json.Nodes;

namespace SpikeDistill.Cli.Tests.Commands;

/// <summary>The command <c>profile</c>, from the built program where its output matters.</summary>
public sealed class ProfileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Table_is_in_millions_with_three_decimals()
    {
        (int code, string output, string errors) = SpikeDistillProcess.Run(
            _folder.Path, "profile", "--network", "resnet18", "--classes", "100", "--timesteps", "4");

        Assert.Equal(0, code);
        Assert.Empty(errors);
        Assert.StartsWith("resnet18, width 64, 100 classes, spiking, T 4", output);
        Assert.Matches(@"\n conv1 +convolution +1,728 +7\.078 +0\.000 +7\.078 +0\.0326 *\r?\n", output);
        Assert.Matches(@"\n layer4\.1\.conv2 +convolution +2,359,296 +150\.995 +30\.199 +0\.000 +0\.0272 +20\.00 *\r?\n", output);
        Assert.Matches(@"\n total +11,220,132 +2229\.052 +445\.153 +12\.198 +0\.4568 +20\.00 *\r?\n", output);
        Assert.Contains("rule syops; fp32: 4.6 pJ a MAC, 0.9 pJ an AC", output, StringComparison.Ordinal);
        Assert.Contains("20 % in every layer (assumed)", output, StringComparison.Ordinal);
        Assert.Contains("as an ANN: 557.263 M MACs, 2.5634 mJ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_every_family_are_reached_with_set()
    {
        JsonElement network = Json("--network", "spikformer", "--set", "network.depth=2", "--set", "network.dimension=96", "--firing-rate", "0.2")
            .GetProperty("network");

        Assert.Equal((2, 96), (network.GetProperty("depth").GetInt32(), network.GetProperty("dimension").GetInt32()));
    }

    [Theory]
    [InlineData("resnet18", 12_198_288, 2_229_051_792)]
    [InlineData("vgg16", 274_237_840, 1_257_916_816)]
    public void Json_has_the_whole_numbers_of_table4(string network, long macs, long ops)
    {
        JsonElement json = Json("--network", network, "--classes", "100", "--timesteps", "4", "--firing-rate", "1");

        JsonElement total = json.GetProperty("total");
        Assert.Equal(macs, total.GetProperty("macs").GetInt64());
        Assert.Equal(ops, total.GetProperty("ops").GetInt64());
        Assert.Equal(ops - macs, total.GetProperty("acs").GetInt64());
        Assert.Equal(total.GetProperty("parameters").GetInt64(), Layers(json).Sum(layer => layer.GetProperty("parameters").GetInt64()));
        Assert.Equal(ops, Layers(json).Sum(layer => layer.GetProperty("ops").GetInt64()));
        Assert.Equal(0, json.GetProperty("ann").GetProperty("acs").GetInt64());
    }

    [Fact]
    public void A_network_without_neurons_is_profiled_as_the_ann_it_is()
    {
        string output = _folder.Succeed("profile", "--network", "vit-s16", "--classes", "1000", "--rule", "folded");

        Assert.StartsWith("vit-s16 12-384, 1000 classes, ANN", output);
        Assert.Matches(@"\n total +22,050,664 +4598\.882", output);
    }

    [Fact]
    public void Rule_and_precision_are_chosen()
    {
        JsonElement json = Json("--network", "resnet", "--blocks", "1,1", "--width", "8", "--stem-stride", "2", "--rule", "folded", "--precision", "int8");

        Assert.Equal("folded", json.GetProperty("rule").GetString());
        Assert.Equal("int8", json.GetProperty("precision").GetString());
        JsonElement total = json.GetProperty("total");
        Assert.Equal(16 * 16 * 8 * 27, total.GetProperty("macs").GetInt64());
        double energy = ((total.GetProperty("macs").GetInt64() * 0.23) + (total.GetProperty("acs").GetInt64() * 0.03)) * 1e-9;
        Assert.Equal(energy, total.GetProperty("energy_millijoules").GetDouble(), 1e-9);
    }

    [Fact]
    public void Run_brings_its_measured_rates()
    {
        Train();

        JsonElement json = Json("--checkpoint", "runs/tiny-student-seed0");

        Dictionary<string, double> measured = Metrics()[^1]!["evaluation"]!["firing_rates"]!.AsArray().ToDictionary(
            layer => (string)layer!["layer"]!, layer => (double)layer!["rate"]!);
        Assert.Equal(
            measured,
            Layers(json)
                .Where(layer => layer.GetProperty("kind").GetString() == "neurons")
                .ToDictionary(layer => layer.GetProperty("name").GetString()!, layer => layer.GetProperty("firing_rate").GetDouble()));
        Assert.Equal("measured on the test images after epoch 2", json.GetProperty("firing_rates_from").GetString());
        Assert.Equal(
            measured["stem"], Layers(json).Single(layer => layer.GetProperty("name").GetString() == "layer1.0.conv1").GetProperty("input_rate").GetDouble());

        JsonElement assumed = Json("--checkpoint", "runs/tiny-student-seed0", "--firing-rate", "0.5");
        Assert.Equal(0.5, assumed.GetProperty("total").GetProperty("firing_rate").GetDouble());

        JsonElement teacher = Json("--checkpoint", "runs/tiny-teacher-seed0");
        Assert.Equal(0, teacher.GetProperty("total").GetProperty("acs").GetInt64());
        Assert.Equal(teacher.GetProperty("ann").GetProperty("macs").GetInt64(), teacher.GetProperty("total").GetProperty("macs").GetInt64());
        Assert.Equal(JsonValueKind.Null, teacher.GetProperty("firing_rates_from").ValueKind);
    }

    [Fact]
    public void Rates_that_are_not_known_must_be_given()
    {
        Train();

        Assert.Contains("a weights file holds no firing rates", Fail("--checkpoint", "runs/tiny-student-seed0/weights.safetensors"), StringComparison.Ordinal);
        Assert.Equal(
            0.1,
            Json("--checkpoint", "runs/tiny-student-seed0/weights.safetensors", "--firing-rate", "0.1")
                .GetProperty("total")
                .GetProperty("firing_rate")
                .GetDouble(),
            12);

        Change(epoch => epoch["evaluation"]!["firing_rates"] = new JsonArray());
        Assert.Contains("no firing rate of the layer 'stem'", Fail("--checkpoint", "runs/tiny-student-seed0"), StringComparison.Ordinal);

        Change(epoch => epoch["evaluation"] = null);
        Assert.Contains("no finished epoch of this run was evaluated", Fail("--checkpoint", "runs/tiny-student-seed0"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Name a network with --network")]
    [InlineData("--network resnat", "resnat")]
    [InlineData("--network resnet", "needs 'blocks'")]
    [InlineData("--network resnet --blocks 1,x", "such as 2,2,2,2, not '1,x'")]
    [InlineData("--network resnet --blocks 1,1 --blocks 2,2", "'--blocks' expects a single argument but 2 were provided")]
    [InlineData("--network resnet18 --blocks 1,1", "has the blocks [2, 2, 2, 2]")]
    [InlineData("--network vgg16 --blocks 1,1", "'blocks' belongs to resnet18")]
    [InlineData("--network vgg16 --stem-stride 2", "'stem_stride' must be at most 1")]
    [InlineData("--network vgg16 --width 0", "'network.width' must be a whole number from 1 to 4096")]
    [InlineData("--network fully-connected --width 64", "--width is the channels of a first stage, which 'fully-connected' has not: --set network.hidden=")]
    [InlineData("--network vgg16 --classes many", "--classes must be a whole number from 1 to 1000000, not 'many'")]
    [InlineData("--network vgg16 --timesteps few", "--timesteps must be a whole number from 1 to 10000, not 'few'")]
    [InlineData("--network vgg16 --timesteps 0", "--timesteps must be a whole number from 1 to 10000, not 0")]
    [InlineData("--network vgg16 --width wide", "--width must be a whole number from 1 to 4096, not 'wide'")]
    [InlineData("--network vgg16 --firing-rate 20", "--firing-rate must be a number from 0 to 1, not '20'")]
    [InlineData("--network vgg16 --firing-rate NaN", "--firing-rate must be a number from 0 to 1")]
    [InlineData("--network vgg16 --rule flops", "flops")]
    [InlineData("--network vgg16 --precision fp64", "fp64")]
    [InlineData("--network vit-s16 --timesteps 4", "'vit-s16' has no neurons and runs once (T = 1); leave out --timesteps 4")]
    [InlineData("--network spikformer --set network.depth=0", "'network.depth' must be a whole number")]
    [InlineData("--network resnet18 --set training.epochs=2", "only keys that begin with 'network.' can be set here")]
    [InlineData("--description net.yaml --set network.depth=1", "leave out --set")]
    [InlineData("--checkpoint nowhere", "nowhere")]
    [InlineData("--checkpoint .", "recipe.yaml")]
    [InlineData("--checkpoint run --width 8 --timesteps 2", "leave out --timesteps, --width")]
    public void Bad_usage_returns_two_with_one_message(string line, string told)
    {
        string errors = Fail(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.StartsWith("error: ", errors);
        Assert.Contains(told, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    private void Train()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Write("student.yaml", TinyRecipes.Student);
        _folder.Succeed("train", "student.yaml");
    }

    private JsonNode?[] Metrics() => [.. File.ReadLines(_folder.In("runs/tiny-student-seed0/metrics.jsonl")).Select(line => JsonNode.Parse(line))];

    private void Change(Action<JsonNode> change)
    {
        JsonNode?[] epochs = Metrics();
        Array.ForEach(epochs, epoch => change(epoch!));
        File.WriteAllLines(_folder.In("runs/tiny-student-seed0/metrics.jsonl"), epochs.Select(epoch => epoch!.ToJsonString()));
    }

    private JsonElement Json(params string[] arguments)
        => JsonElement.Parse(_folder.Succeed(["profile", .. arguments, "--json"]));

    private string Fail(params string[] arguments) => _folder.Refuse(["profile", .. arguments]);

    private static JsonElement[] Layers(JsonElement json) => [.. json.GetProperty("layers").EnumerateArray()];
}
