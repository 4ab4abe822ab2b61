using System.Text.Json;
using SpikeDistill.Distillation;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Optimization;
using SpikeDistill.Reference;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tests.Golden;

/// <summary>Steps of the optimizers against PyTorch in double precision, see tests/fixtures/make_optimizer_fixture.py.</summary>
public sealed class OptimizerGoldenTests
{
    /// <summary>Of the largest value; single precision rounds at 6e-8, a few times a step.</summary>
    private const double Tolerance = 1e-6;

    [Theory]
    [InlineData("sgd")]
    [InlineData("sgd_plain")]
    [InlineData("nesterov")]
    [InlineData("adamw")]
    [InlineData("adamw_other")]
    [InlineData("groups_sgd")]
    [InlineData("groups_adamw")]
    [InlineData("lamb")]
    [InlineData("lamb_other")]
    [InlineData("lamb_without_decay")]
    [InlineData("clipped_lamb")]
    [InlineData("clipped")]
    [InlineData("clipped_adamw")]
    public void Steps_are_PyTorchs(string name)
    {
        using SafeTensorsFile file = Fixture.Open(Fixture.Optimizers);
        JsonElement options = JsonSerializer.Deserialize<JsonElement>(file.Metadata["cases"]).GetProperty(name);
        double rate = double.Parse(file.Metadata["learning_rate"]);
        double[] norms = options.TryGetProperty("clip_norm", out JsonElement limit) ? file.ReadDoubles(name + ".norms") : [];
        using Engine engine = new(1);
        using TensorScope scope = new(engine);
        Parameter w = Load("w", ParameterRole.Weight), b = Load("b", ParameterRole.Bias);
        using IOptimizer optimizer = OptimizerOf(options).Start(engine, [w, b], DecayOf(options));
        int steps = file["gradient.w"].Shape[0] is var count ? (int)count : 0;
        for (int step = 0; step < steps; step++)
        {
            using Tape tape = new(engine);
            Gradients gradients = tape.Backward(tape.Add(Along(tape, w, step), Along(tape, b, step)));
            double scale = 1;
            if (norms.Length > 0)
            {
                double norm = GradientClipping.Norm([w, b], gradients);
                Assert.Equal(norms[step], norm, 1e-5 * norms[step]);
                scale = GradientClipping.Scale(norm, limit.GetDouble());
            }

            optimizer.Step(gradients, rate, scale);
        }

        Near.Assert("w", file.ReadDoubles(name + ".w"), w.Value.ToArray(), Tolerance);
        Near.Assert("b", file.ReadDoubles(name + ".b"), b.Value.ToArray(), Tolerance);

        Parameter Load(string parameter, ParameterRole role)
        {
            Tensor value = scope.Variable(new Shape([.. file["initial." + parameter].Shape]));
            file.ReadSingles("initial." + parameter).CopyTo(value.Values);
            return new Parameter(parameter, value, role);
        }

        // Σ p·g, whose gradient is g.
        Tensor Along(Tape tape, Parameter parameter, int step)
        {
            float[] all = file.ReadSingles("gradient." + parameter.Name);
            int length = all.Length / steps;
            return tape.Sum(tape.Multiply(parameter.Value, tape.From(all.AsSpan(step * length, length).ToArray(), parameter.Value.Shape)));
        }
    }

    [Fact]
    public void Smoothed_cross_entropy_is_PyTorchs()
    {
        using SafeTensorsFile file = Fixture.Open(Fixture.Optimizers);
        using Engine engine = new(1);
        using Tape tape = new(engine);
        Tensor logits = tape.Leaf(tape.From(file.ReadSingles("smoothing.logits"), new Shape([.. file["smoothing.logits"].Shape])));
        int[] labels = Array.ConvertAll(file.ReadInt64s("smoothing.labels"), label => (int)label);
        Objective objective = new(new ObjectiveSettings { Terms = [new CrossEntropyTerm { Temperature = 2, LabelSmoothing = 0.1 }] });
        ObjectiveResult result = objective.Evaluate(tape, new TermInputs(logits, labels, TeacherLogits: null));
        Near.Assert("loss", file.ReadDoubles("smoothing.loss"), [(float)result.Loss], Tolerance);
        Near.Assert("gradient", file.ReadDoubles("smoothing.gradient"), result.LogitsGradient!.ToArray(), Tolerance);
    }

    private static Optimizer OptimizerOf(JsonElement options)
    {
        if (options.GetProperty("optimizer").GetString() == "sgd")
        {
            return new Sgd
            {
                Momentum = options.TryGetProperty("momentum", out JsonElement momentum) ? momentum.GetDouble() : 0,
                Nesterov = options.TryGetProperty("nesterov", out _),
            };
        }

        AdaptiveOptimizer optimizer = options.GetProperty("optimizer").GetString() == "lamb" ? new Lamb() : new AdamW();
        JsonElement betas = options.GetProperty("betas");
        return optimizer with { Beta1 = betas[0].GetDouble(), Beta2 = betas[1].GetDouble(), Epsilon = options.GetProperty("epsilon").GetDouble() };
    }

    private static DecayAndGroups DecayOf(JsonElement options) => new()
    {
        WeightDecay = options.GetProperty("weight_decay").GetDouble(),
        Groups = options.TryGetProperty("b", out JsonElement group)
            ?
            [
                new ParameterGroup
                {
                    Role = ParameterRole.Bias,
                    WeightDecay = group.GetProperty("weight_decay").GetDouble(),
                    LearningRateFactor = group.GetProperty("learning_rate_factor").GetDouble(),
                },
            ]
            : [],
    };
}
