using System.Text.Json;
using System.Text.Json.Nodes;
using SpikeDistill.Distillation;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Reference;
using SpikeDistill.Tensors;
using SpikeDistill.Tests.Distillation;

namespace SpikeDistill.Tests.Golden;

/// <summary>The terms of distillation methods against PyTorch: values, and gradients on logits, features and what the terms learn.</summary>
public sealed class DistillationGoldenTests : IDisposable
{
    private const double Tolerance = 3e-6;

    private readonly SafeTensorsFile _file = Fixture.Open(Fixture.Distillation);
    private readonly Engine _engine = new(threads: 2);

    public static TheoryData<string, bool> Cases
    {
        get
        {
            TheoryData<string, bool> data = [];
            using SafeTensorsFile file = Fixture.Open(Fixture.Distillation);
            foreach (string name in Settings(file).EnumerateObject().Select(one => one.Name))
            {
                data.Add(name, false);
                data.Add(name, true);
            }

            return data;
        }
    }

    public void Dispose()
    {
        Assert.Equal(0, _engine.Memory.BlocksInUse);
        _engine.Dispose();
        _file.Dispose();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Value_and_gradients(string name, bool packedSpikes)
    {
        JsonElement settings = Settings(_file).GetProperty(name);
        Term term = TermOf(settings);
        using Tape tape = new(_engine);
        Tensor[] features = [Feature(tape, "feature1", packedSpikes), Feature(tape, "feature2", packedSpikes)];
        Tensor[] taught = [Load(tape, "teacher_feature1"), Load(tape, "teacher_feature2")];
        using Objective objective = new(
            new ObjectiveSettings { Terms = [term] },
            new ObjectiveContext(_engine, [.. features.Select(Map)], [.. taught.Select(Map)], Seed: 1));
        foreach (Parameter parameter in objective.Parameters)
        {
            _file.ReadSingles($"{name}.{Short(parameter)}").CopyTo(parameter.Value.Values);
        }

        Tensor logits = Load(tape, "logits");
        int[] labels = [.. _file.ReadDoubles("labels").Select(label => (int)label)];
        ObjectiveResult result = objective.Evaluate(tape, new TermInputs(logits, labels, Load(tape, "teacher"))
        {
            StudentFeatures = features,
            TeacherFeatures = taught,
            Draw = Draw(),
        });

        Near.Assert($"{name}.value", _file.ReadDoubles($"{name}.value"), [(float)result.Loss], Tolerance);
        Dictionary<string, Tensor> inputs = objective.Parameters.ToDictionary(Short, parameter => parameter.Value);
        (inputs["logits"], inputs["feature1"], inputs["feature2"]) = (logits, features[0], features[1]);
        foreach ((string key, Tensor input) in inputs)
        {
            Tensor? gradient = result.Seeds.Where(seed => ReferenceEquals(seed.Output, input)).Select(seed => seed.Gradient).FirstOrDefault();
            if (_file.Contains($"{name}.gradient.{key}"))
            {
                Near.Assert($"{name}.gradient.{key}", _file.ReadDoubles($"{name}.gradient.{key}"), gradient!.ToArray(), Tolerance);
            }
            else
            {
                Assert.True(gradient is null || gradient.ToArray().All(value => value == 0), $"{name} has a gradient on {key}");
            }
        }

        Assert.DoesNotContain(result.Seeds, seed => taught.Contains(seed.Output));
        Assert.Equal(
            objective.Parameters.Count, result.Seeds.Count(seed => objective.Parameters.Any(parameter => ReferenceEquals(parameter.Value, seed.Output))));
    }

    private static JsonElement Settings(SafeTensorsFile file) => JsonSerializer.Deserialize<JsonElement>(file.Metadata["cases"]);

    /// <summary>The fixture multiplies all terms on logits by τ², also the one that has no temperature.</summary>
    private static Term TermOf(JsonElement settings)
    {
        JsonObject term = JsonObject.Create(settings)!;
        if (term["term"]!.GetValue<string>() == "logit_target")
        {
            double temperature = term["temperature"]!.GetValue<double>();
            term["weight"] = term["weight"]!.GetValue<double>() * temperature * temperature;
            term.Remove("temperature");
            term.Remove("times_temperature_squared");
        }

        return Made.Term(term.ToJsonString());
    }

    private static MapShape Map(Tensor features) => new(features.Shape[^3], features.Shape[^2], features.Shape[^1]);

    private static string Short(Parameter parameter) => string.Join('.', parameter.Name.Split('.')[2..]);

    private BatchDraw Draw()
    {
        JsonElement draw = JsonSerializer.Deserialize<JsonElement>(_file.Metadata["draw"]);
        return new BatchDraw(
            draw.GetProperty("seed").GetInt64(),
            draw.GetProperty("epoch").GetInt64(),
            [.. draw.GetProperty("samples").EnumerateArray().Select(sample => sample.GetInt32())]);
    }

    private Tensor Load(Tape tape, string name) => tape.From(_file.ReadSingles(name), new Shape([.. _file[name].Shape]));

    private Tensor Feature(Tape tape, string name, bool packed)
        => packed ? PackedSpikes.Of(tape, _file.ReadSingles(name), new Shape([.. _file[name].Shape])) : Load(tape, name);
}
