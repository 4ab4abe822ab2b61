using SpikeDistill.Catalogs;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Optimization;
using SpikeDistill.Options;
using SpikeDistill.Recipes;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Tests.Training;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Catalogs;

/// <summary>Optimizers and schedules of one's own, with options, in recipes, runs and run folders.</summary>
public sealed class OwnTrainingTests : IDisposable
{
    private const string Own = "{optimizer: signs, kept: 0.5, schedule: saw, teeth: 3, learning_rate: 0.01, epochs: 3, batch_size: 16}";

    private readonly TinyRun _run = new();
    private readonly Catalog _catalog = new();

    public OwnTrainingTests()
    {
        _catalog.Optimizers.Add(Signs.Entry);
        _catalog.Schedules.Add(Saw.Entry);
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public void They_are_read_from_recipes_and_written_back()
    {
        ExperimentSettings settings = Read(Own);

        Assert.Equal((new Signs { Kept = 0.5 }, new Saw { Teeth = 3 }), ((Signs)settings.Training.Optimizer, (Saw)settings.Training.Schedule));
        string written = Recipe.Write(settings, _catalog);
        Assert.Equal(written, Recipe.Write(Recipe.Resolve(YamlReader.Read(written, "", _ => "here"), "a", _catalog), _catalog));
        Assert.Throws<ArgumentException>(() => Recipe.Write(settings));
    }

    [Theory]
    [InlineData("{optimizer: signs, kept: 1}", "'training.kept' must be a number of at least 0 and below 1, not '1'")]
    [InlineData("{optimizer: signs, momentum: 0.8}", "The optimizer signs has kept; 'momentum' belongs to sgd.")]
    [InlineData("{optimizer: sign}", "Did you mean 'signs'?")]
    [InlineData("{schedule: saw, teeth: 0}", "'training.teeth' must be a whole number of at least 1, not '0'")]
    [InlineData("{schedule: saw, teeth: 4, epochs: 3}", "'training.teeth' is 4 and must be at most the 3 epochs")]
    [InlineData("{epochs: 9, extensions: [{after: 7, schedule: saw, teeth: 3}]}", "'training.extensions.0.teeth' is 3 and must be at most the 2 epochs")]
    [InlineData("{extensions: [{after: 7, teeth: 2}]}", "The schedule cosine has no options; 'teeth' belongs to saw.")]
    public void What_they_cannot_be_is_told_before_anything_is_made(string training, string told)
        => Assert.Contains(told, Assert.Throws<RecipeException>(() => Read(training)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_run_with_them_is_stopped_and_goes_on_to_the_same_bits()
    {
        ExperimentSettings settings = TinyRun.Student() with { Training = Read(Own).Training };
        RecordingObserver whole = new(), rest = new();
        Train("whole", settings, whole);
        using CancellationTokenSource source = new();
        Assert.Throws<OperationCanceledException>(() => Train("stopped", settings, new RecordingObserver { OnEpoch = _ => source.Cancel() }, source.Token));
        Train("stopped", settings, rest);

        Assert.Equal(
            File.ReadAllBytes(RunFolder.Open(_run.PathOf("whole"), _catalog).WeightsPath),
            File.ReadAllBytes(RunFolder.Open(_run.PathOf("stopped"), _catalog).WeightsPath));

        // A tooth is an epoch of four steps; its last has a quarter of the rate.
        Assert.Equal([0.0025, 0.0025, 0.0025], whole.Epochs.Select(epoch => epoch.LearningRate));
        Assert.Equal(RunFolderReason.NoRun, Assert.Throws<RunFolderException>(() => RunFolder.Open(_run.PathOf("whole"))).Reason);
    }

    [Fact]
    public void What_an_optimizer_keeps_is_asked_of_it_by_the_memory_estimate()
    {
        ImageData images = ImageData.Open("synthetic");
        long Of(Optimizer optimizer)
        {
            ExperimentSettings tiny = TinyRun.Student();
            ExperimentSettings settings = tiny with { Training = tiny.Training with { Optimizer = optimizer } };
            return MemoryEstimate.Of(settings, ExperimentData.Of(images, settings.Data), teacher: null).ParameterBytes;
        }

        Assert.Equal(Of(new Signs()), Of(new Sgd()));
        Assert.Equal((Of(new Lamb()), Of(new Sgd()) * 3), (Of(new AdamW()), Of(new AdamW()) * 2));
    }

    [Fact]
    public void Added_epochs_take_a_schedule_of_ones_own()
    {
        TrainingSettings training = Read("{epochs: 9, learning_rate: 0.1, extensions: [{after: 7, schedule: saw, teeth: 2, learning_rate: 0.4}]}").Training;

        Assert.Equal([0.4, 0.3, 0.2, 0.1, 0.4], Enumerable.Range(28, 5).Select(step => Math.Round(training.Rates(4).At(step), 12)));
        Assert.Equal("saw, teeth 2 from 0.4", training.Extensions[0].ToString());
    }

    private void Train(string name, ExperimentSettings settings, RecordingObserver observer, CancellationToken token = default)
    {
        using Engine engine = new(1);
        using Network student = new(engine, settings.Network, settings.Neuron, settings.Seed);
        new TrainingRun(student, ImageData.Open("synthetic"), settings) { Recorder = new RunRecorder(_run.PathOf(name)), Catalog = _catalog }
            .Train(observer, token);
    }

    private ExperimentSettings Read(string training)
        => Recipe.Resolve(YamlReader.Read($"data: {{set: synthetic}}\ntraining: {training}", "", _ => "here"), "a", _catalog);

    /// <summary>Steps of one length each, along the sign of a mean gradient.</summary>
    private sealed record Signs : Optimizer
    {
        public static Entry<Optimizer> Entry { get; } = Entry<Optimizer>.Of(
            "signs",
            "along the sign of a mean gradient",
            new Section<Signs>(() => new Signs()).Key("kept", Kinds.ShareBelowOne, s => s.Kept, (s, v) => s with { Kept = v }, "How much is kept."));

        public double Kept { get; init; } = 0.9;

        public override int TensorsPerParameter => 1;

        protected override Entry<Optimizer> Declared => Entry;

        protected override IOptimizer Make(Engine engine, IReadOnlyList<Parameter> parameters, DecayAndGroups decay)
            => new Steps(engine, parameters, (float)Kept);

        private sealed class Steps(Engine engine, IReadOnlyList<Parameter> parameters, float kept) : IOptimizer
        {
            private readonly TensorScope _scope = new(engine);
            private Tensor[]? _means;

            public IReadOnlyList<OptimizerTensor> State
                => [.. Means.Select((mean, i) => new OptimizerTensor(StoredPrefixes.Optimizer + parameters[i].Name, mean))];

            private Tensor[] Means => _means ??= [.. parameters.Select(parameter => _scope.Zeros(parameter.Value.Shape))];

            public void Step(Gradients gradients, double learningRate, double gradientScale = 1)
            {
                for (int i = 0; i < parameters.Count; i++)
                {
                    Span<float> values = parameters[i].Value.Values, mean = Means[i].Values;
                    ReadOnlySpan<float> gradient = gradients.Find(parameters[i].Value)!.Values;
                    for (int k = 0; k < values.Length; k++)
                    {
                        mean[k] = (kept * mean[k]) + ((1 - kept) * gradient[k] * (float)gradientScale);
                        values[k] -= (float)learningRate * MathF.Sign(mean[k]);
                    }
                }
            }

            public void Dispose() => _scope.Dispose();
        }
    }

    /// <summary>Falls to nothing so often, and begins anew.</summary>
    private sealed record Saw : Schedule
    {
        public static Entry<Schedule> Entry { get; } = Entry<Schedule>.Of(
            "saw",
            "falls to nothing so often",
            new Section<Saw>(() => new Saw()).Key("teeth", Kinds.Integer(1), s => s.Teeth, (s, v) => s with { Teeth = v }, "How often."));

        public int Teeth { get; init; } = 1;

        protected override Entry<Schedule> Declared => Entry;

        public override void Check(int epochs)
        {
            base.Check(epochs);
            if (Teeth > epochs)
            {
                throw new OptionException("teeth", $"is {Teeth} and must be at most the {epochs} epochs");
            }
        }

        public override double At(long step, ScheduleSpan span)
        {
            double teeth = (double)step * Teeth / span.Steps;
            return span.Peak * (1 - (teeth - Math.Floor(teeth)));
        }
    }
}
