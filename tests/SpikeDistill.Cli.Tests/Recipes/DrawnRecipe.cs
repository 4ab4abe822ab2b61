using SpikeDistill.Catalogs;
using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Optimization;
using SpikeDistill.Options;
using SpikeDistill.Surrogates;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Tests.Recipes;

/// <summary>Settings drawn at random, with names and numbers that are hard to write.</summary>
internal static class DrawnRecipe
{
    /// <summary>Settings that a recipe can say, its teacher within a folder.</summary>
    public static ExperimentSettings From(Random random, string folder)
    {
        bool relu = random.Next(2) == 0;
        int epochs = random.Next(6, 400);
        DataSource source = Pick<DataSource>(
            random,
            new Cifar10(),
            new Cifar100(),
            new Synthetic { Classes = random.Next(2, 21), Seed = random.NextInt64() },
            new SyntheticGrey { Test = 100 });
        return new ExperimentSettings
        {
            Name = Pick(random, "a", "0", "null0", "A-b_c.9", "true", "1e5"),
            Seed = random.NextInt64(),
            Data = new DataSettings
            {
                Source = source,
                TrainImages = random.Next(101, 500),
                TestImages = random.Next(0, 100),
                HeldOut = random.Next(0, 100),
                Augmentation = Pick<IImageTransform[]>(
                    random,
                    [],
                    [new RandomCrop { Padding = random.Next(0, 9) }],
                    [new Cutout { Length = 2 * random.Next(1, 9) }, new HorizontalFlip(), new RandomErasing { Probability = random.NextDouble() }]),
                Mixing = random.Next(2) == 0 ? null : new Mixing { Mixup = random.NextDouble() + 1e-9, CutMixShare = random.NextDouble(), UntilEpoch = 7 },
            },
            Network = new NetworkSettings
            {
                Family = new ResNet { Blocks = Pick<int[]>(random, [1], [1, 2, 3, 4]), Width = random.Next(1, 100), StemStride = random.Next(1, 3) },
                Classes = source.Describe().Classes,
                InputChannels = source.Describe().Shape.Channels,
                Timesteps = relu ? 1 : random.Next(1, 9),
                Activation = relu ? ActivationKind.Relu : ActivationKind.Spiking,
            },
            Neuron = DrawnNeuron(random),
            Objective = random.Next(2) == 0 ? DrawnMethod(random) : new ObjectiveSettings
            {
                Method = Pick(random, "my own: \"method\" # 1\n\tÄ", "null", "- x", "[", "~"),
                Preset = Pick(random, "public-code", "custom", " spaced "),
                Terms = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => DrawnTerm(random))],
            },
            Teacher = Pick(
                random,
                new TeacherSettings { Checkpoint = Path.Combine(folder, "a b/weights.safetensors") },
                new TeacherSettings { Recipe = Path.Combine(folder, "te\"acher'#: .yaml") }),
            Training = new TrainingSettings
            {
                Epochs = epochs,
                BatchSize = random.Next(1, 101),
                Optimizer = DrawnOptimizer(random),
                EmaDecay = random.Next(2) == 0 ? null : random.NextDouble(),
                Groups = [.. Enumerable.Range(0, random.Next(3)).Select(_ => DrawnGroup(random))],
                ClipNorm = random.Next(2) == 0 ? null : random.NextDouble() + 1e-6,
                Schedule = Pick<Schedule>(
                    random,
                    new CosineSchedule(),
                    new ConstantSchedule(),
                    new StepSchedule { Milestones = [epochs / 3, epochs / 2], Factor = random.NextDouble() + 1e-6 }),
                LearningRate = random.NextDouble() + 1e-300,
                WeightDecay = random.NextDouble() * 1e-20,
                DecayNormAndBias = random.Next(2) == 0,
                WarmupEpochs = random.NextDouble() * epochs,
                EvaluateEvery = random.Next(1, 10),
                EvaluateTrain = random.Next(2) == 0,
            },
        };
    }

    private static Optimizer DrawnOptimizer(Random random) => random.Next(3) switch
    {
        0 => new Sgd { Momentum = (random.NextDouble() * 0.9) + 0.05, Nesterov = random.Next(2) == 0 },
        1 => new AdamW { Beta1 = random.NextDouble(), Beta2 = random.NextDouble(), Epsilon = random.NextDouble() + 1e-300 },
        _ => new Lamb { Beta1 = random.NextDouble(), Epsilon = random.NextDouble() + 1e-300 },
    };

    private static IntegrateAndFireNeuron DrawnNeuron(Random random)
    {
        float timeConstant = 1.25f + random.NextSingle(), parameter = random.NextSingle() + 1e-6f;
        bool decay = random.Next(2) == 0;
        IntegrateAndFireNeuron neuron = Pick<IntegrateAndFireNeuron>(
            random,
            new If(),
            new Lif { TimeConstant = timeConstant, DecayInput = decay },
            new Plif { TimeConstant = timeConstant, DecayInput = decay, PerChannel = random.Next(2) == 0 });
        return neuron with
        {
            Threshold = random.NextSingle() + 1e-30f,
            Reset = Pick(random, ResetMode.Hard, ResetMode.Soft),
            ResetValue = -random.NextSingle(),
            DetachReset = random.Next(2) == 0,
            Surrogate = Pick<ISurrogateFunction>(random, new Sigmoid(), new ATan(parameter), new Triangular(parameter), new Rectangular(parameter)),
        };
    }

    private static ObjectiveSettings DrawnMethod(Random random)
    {
        Method method = Pick(random, [.. Methods.All]);
        return method.Objective(
            o =>
            {
                foreach (Option option in method.Declared)
                {
                    o = option switch
                    {
                        Option<bool> flag => o.With(flag, random.Next(2) == 0),
                        Option<double?> number => o.With(number, Pick<double?>(random, null, 3)),
                        Option<double> { Name: "feature_share" } share
                            => o.With(share, random.NextDouble() * 0.8), // Below the share at which the last of at least six epochs begins.
                        Option<double> number => o.With(number, random.NextDouble()),
                        Option<TeacherReading> steps => o.With(steps, Pick(random, TeacherReading.Mean, TeacherReading.Aligned, TeacherReading.Last)),
                        _ => throw new InvalidOperationException(option.Name),
                    };
                }

                return o;
            },
            Pick(random, [.. MethodPresets.Names]));
    }

    private static ParameterGroup DrawnGroup(Random random) => new()
    {
        Role = random.Next(2) == 0 ? null : ParameterRole.Weight,
        Prefix = Pick(random, "conv1.", "fc"),
        LearningRateFactor = random.NextDouble(),
        WeightDecay = random.Next(2) == 0 ? null : random.NextDouble(),
    };

    private static Term DrawnTerm(Random random) => Pick(random, [.. Catalog.Default.Terms.All]).Default switch
    {
        CrossEntropyTerm term => Turned(term, random) with { LabelSmoothing = random.NextDouble() },
        ProbabilityTerm term => Turned(term, random),
        LogitTargetTerm term => term with { Target = random.NextDouble(), Output = Pick(random, OutputReading.EachStep, OutputReading.MeanLogits) },
        BlurredFeatureTerm term
            => term with { MaskRate = random.NextDouble(), MaskPerLocation = random.Next(2) == 0, Stages = Pick(random, StageReading.All, StageReading.Last) },
        Term term => term with { Weight = random.NextDouble() - 0.5 },
    };

    private static TTerm Turned<TTerm>(TTerm term, Random random)
        where TTerm : ProbabilityTerm
        => (TTerm)((ProbabilityTerm)term with
        {
            Weight = random.NextDouble() - 0.5,
            Output = Pick(random, OutputReading.EachStep, OutputReading.MeanLogits, OutputReading.MeanProbabilities),
            Temperature = random.NextDouble() + 0.1,
            TimesTemperatureSquared = random.Next(2) == 0,
        });

    private static T Pick<T>(Random random, params T[] values) => values[random.Next(values.Length)];
}
