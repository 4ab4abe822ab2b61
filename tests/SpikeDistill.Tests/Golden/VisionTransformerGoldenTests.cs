using System.Text.Json;
using SpikeDistill.Distillation;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Reference;
using SpikeDistill.Tensors;
using SpikeDistill.Tests.Distillation;

namespace SpikeDistill.Tests.Golden;

/// <summary>
/// A training pass of vision transformers against PyTorch in double precision, and BKDSNN's term on their vector, see
/// tests/fixtures/make_vision_transformer_fixture.py.
/// </summary>
public sealed class VisionTransformerGoldenTests
{
    /// <summary>Of the largest value of each tensor.</summary>
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData("token")]
    [InlineData("mean")]
    public void Logits_loss_and_all_gradients_are_PyTorchs(string name)
    {
        using SafeTensorsFile file = Fixture.Open(Fixture.VisionTransformers);
        JsonElement config = JsonSerializer.Deserialize<JsonElement>(file.Metadata["cases"]).GetProperty(name);
        using Engine engine = new(threads: 2);
        using Network network = Network.Create(engine, Describe(config));
        foreach (Parameter parameter in network.Parameters)
        {
            Assert.Equal(file[$"{name}.initial.{parameter.Name}"].Shape, parameter.Value.Shape.ToArray());
            file.ReadSingles($"{name}.initial.{parameter.Name}").CopyTo(parameter.Value.Values);
        }

        Assert.Equal(file.Tensors.Count(tensor => tensor.Name.StartsWith(name + ".initial.", StringComparison.Ordinal)), network.Parameters.Count);
        using Tape tape = new(engine);
        Tensor images = tape.From(file.ReadSingles(name + ".images"), new Shape([.. file[name + ".images"].Shape]));
        NetworkOutput output = network.Forward(tape, images, new ForwardOptions { Training = true, KeepStageFeatures = true });
        int[] labels = Array.ConvertAll(file.ReadInt64s(name + ".labels"), label => (int)label);
        ObjectiveResult loss = new Objective(Made.By("cross_entropy")).Evaluate(tape, new TermInputs(output.Logits, labels, null));
        Gradients gradients = tape.Backward((output.Logits, loss.LogitsGradient!));
        AssertNear("logits", output.Logits);
        AssertNear("vector", Assert.Single(output.StageFeatures));
        Near.Assert("loss", file.ReadDoubles(name + ".loss"), [(float)loss.Loss], Tolerance);
        Assert.All(network.Parameters, parameter => AssertNear("gradient." + parameter.Name, gradients[parameter.Value]));

        void AssertNear(string what, Tensor actual) => Near.Assert(what, file.ReadDoubles($"{name}.{what}"), actual.ToArray(), Tolerance);
    }

    [Fact]
    public void The_mean_over_a_restored_map_is_compared_with_the_teachers_vector_as_in_BKDSNN()
    {
        using SafeTensorsFile file = Fixture.Open(Fixture.VisionTransformers);
        using Engine engine = new(threads: 1);
        MapShape student = new(4, 4, 5), teacher = MapShape.Of(ValueShape.Vector(channels: 6, overTime: true));
        ObjectiveSettings settings = new() { Terms = [Made.Term("{term: blurred_feature, stages: last, mask_rate: 0}")] };
        using Objective objective = new(settings, new ObjectiveContext(engine, [student], [teacher], Seed: 0));
        foreach (Parameter parameter in objective.Parameters)
        {
            file.ReadSingles("restored." + Short(parameter)).CopyTo(parameter.Value.Values);
        }

        using Tape tape = new(engine);
        Tensor features = tape.Leaf(tape.From(file.ReadSingles("restored.student"), new Shape(2, 3, 4, 4, 5)));
        TermInputs inputs = new(tape.Leaf(tape.Zeros(new Shape(2, 3, 4))), [0, 1, 2], tape.Zeros(new Shape(3, 4)))
        {
            StudentFeatures = [features],
            TeacherFeatures = [tape.From(file.ReadSingles("restored.teacher"), new Shape(3, 1, 1, 6))],
            Draw = new BatchDraw(0, 1, [0, 1, 2]),
        };
        ObjectiveResult result = objective.Evaluate(tape, inputs);
        Near.Assert("value", file.ReadDoubles("restored.value"), [(float)result.Loss], Tolerance);
        Near.Assert("student", file.ReadDoubles("restored.gradient.student"), GradientOf(features), Tolerance);
        foreach (Parameter parameter in objective.Parameters)
        {
            Near.Assert(parameter.Name, file.ReadDoubles("restored.gradient." + Short(parameter)), GradientOf(parameter.Value), Tolerance);
        }

        float[] GradientOf(Tensor output) => result.Seeds.Single(seed => ReferenceEquals(seed.Output, output)).Gradient.ToArray();

        static string Short(Parameter parameter) => parameter.Name.Replace("auxiliary.blurred_feature.", "", StringComparison.Ordinal);
    }

    private static NetworkDescription Describe(JsonElement config)
    {
        VisionTransformer network = new()
        {
            Depth = Integer("depth"),
            Dimension = Integer("dimension"),
            Heads = Integer("heads"),
            MlpRatio = Integer("mlp_ratio"),
            PatchSize = Integer("patch_size"),
            ImageSize = Integer("image_size"),
            ClassToken = config.GetProperty("class_token").GetBoolean(),
        };
        return network.Describe(Integer("classes"));

        int Integer(string option) => config.GetProperty(option).GetInt32();
    }
}
