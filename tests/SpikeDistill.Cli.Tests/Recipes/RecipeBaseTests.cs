using SpikeDistill.Cli.Recipes;
using SpikeDistill.Neurons;
using SpikeDistill.Optimization;
using SpikeDistill.Options;
using SpikeDistill.Recipes;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Tests.Recipes;

/// <summary>Recipes that change another one.</summary>
public sealed class RecipeBaseTests : IDisposable
{
    private const string Parent = """
        name: parent
        data: {set: cifar100, augmentation: [flip]}
        network: {architecture: resnet, blocks: [1, 1], width: 8, timesteps: 3}
        neuron: {type: lif, decay_input: false}
        objective: {method: tser, lambda: 0.02, alpha: 0.25}
        teacher: {recipe: teacher.yaml}
        training: {epochs: 7, batch_size: 16}
        """;

    private readonly TemporaryFolder _folder = new();

    public RecipeBaseTests() => _folder.Write("shared/parent.yaml", Parent);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_a_recipe_does_not_say_is_its_bases()
    {
        ExperimentSettings settings = Load("base: shared/parent.yaml\ntraining: {epochs: 9}\nnetwork: {timesteps: 2}\n");

        Assert.Equal("child", settings.Name);
        Assert.Equal(("cifar100", 2, 8), (settings.Data.Set, settings.Network.Timesteps, settings.Network.Width));
        Assert.Equal((9, 16), (settings.Training.Epochs, settings.Training.BatchSize));
        Assert.Equal(_folder.In("shared/teacher.yaml"), settings.Teacher?.Recipe);
    }

    [Fact]
    public void A_neuron_or_network_that_is_named_begins_anew()
    {
        ExperimentSettings settings = Load("base: shared/parent.yaml\nneuron: {type: glif}\nnetwork: {architecture: spikformer, dimension: 48}\n");

        Assert.IsType<Glif>(settings.Neuron);
        Assert.Equal(("spikformer", 4), (settings.Network.Architecture, settings.Network.Timesteps));
    }

    [Fact]
    public void Another_method_drops_the_options_that_it_does_not_have()
    {
        ExperimentSettings settings = Load("base: shared/parent.yaml\nobjective: {method: vanilla_kd}\n");

        Assert.Equal(("vanilla_kd", 0.25), (settings.Objective.Method, settings.Objective.Terms[^1].Weight));
    }

    [Fact]
    public void Another_data_set_optimizer_or_schedule_leaves_out_the_options_that_it_does_not_have()
    {
        _folder.Write(
            "shared/parent.yaml",
            "data: {set: synthetic, classes: 7, train_images: 400}\ntraining: {momentum: 0.5, schedule: step, milestones: [3], epochs: 7}\n");

        ExperimentSettings settings = Load("base: shared/parent.yaml\ndata: {set: cifar100}\ntraining: {optimizer: adamw, schedule: cosine}\n");

        Assert.Equal(("cifar100", 400, 7), (settings.Data.Set, settings.Data.TrainImages, settings.Training.Epochs));
        Assert.Equal((new AdamW(), new CosineSchedule()), ((AdamW)settings.Training.Optimizer, (CosineSchedule)settings.Training.Schedule));
    }

    [Theory]
    [InlineData("data.set=cifar10", "shared/parent.yaml:1:24: 'data.classes' is left out; the data set cifar10 has no such option.")]
    [InlineData(
        "data.augmentation.0.type=flip", "shared/parent.yaml:1:64: 'data.augmentation.0.padding' is left out; the augmentation flip has no such option.")]
    [InlineData("network.architecture=vgg11", "shared/parent.yaml:2:33: 'network.blocks' is left out; the architecture vgg11 has no such option.")]
    [InlineData("neuron.type=if", "shared/parent.yaml:3:21: 'neuron.time_constant' is left out; the neuron if has no such option.")]
    [InlineData(
        "objective.method=cross_entropy", "shared/parent.yaml:4:27: 'objective.lambda' is left out; the method cross_entropy has no such option.")]
    [InlineData("training.optimizer=lamb", "shared/parent.yaml:5:12: 'training.momentum' is left out; the optimizer lamb has no such option.")]
    [InlineData(
        "training.schedule=constant", "shared/parent.yaml:5:43: 'training.milestones' is left out; the schedule constant has no such option.")]
    public void Set_leaves_out_the_options_of_what_was_named_before_and_says_so(string assignment, string told)
    {
        string recipe = _folder.Write(
            "shared/parent.yaml",
            """
            data: {set: synthetic, classes: 7, augmentation: [{type: crop, padding: 2}]}
            network: {architecture: resnet, blocks: [1, 1], width: 8}
            neuron: {type: lif, time_constant: 3}
            objective: {method: tser, lambda: 0.02}
            training: {momentum: 0.5, schedule: step, milestones: [3]}
            teacher: {recipe: teacher.yaml}
            """);
        List<string> left = [];

        Recipe.Load(Path.GetRelativePath(_folder.Path, recipe), Assignments.Read([assignment], _folder.Path), _folder.Path, told: left.Add);

        Assert.Equal([told], left);
    }

    [Fact]
    public void A_base_can_have_a_base_and_set_changes_the_whole()
    {
        _folder.Write("shared/middle.yaml", "base: parent.yaml\ntraining: {epochs: 8}\nneuron: {threshold: 2}\n");
        string child = _folder.Write("child.yaml", "base: shared/middle.yaml\n");

        ExperimentSettings settings = Recipe.Load(child, Assignments.Read(["training.batch_size=4"], _folder.Path), _folder.Path);

        Assert.Equal((8, 4), (settings.Training.Epochs, settings.Training.BatchSize));
        Assert.Equal(new Lif { DecayInput = false, Threshold = 2 }, settings.Neuron);
    }

    [Theory]
    [InlineData("base: child.yaml", "a recipe cannot be based on itself")]
    [InlineData("base: ~", "'base' must be the name of the recipe that this one changes, not nothing")]
    [InlineData("base: [a]", "'base' must be the name of the recipe that this one changes, not a list")]
    [InlineData("base: gone.yaml", "gone.yaml: there is no such file")]
    [InlineData("base: shared/parent.yaml\ntraining: {epoch: 9}", "child.yaml:2:12: unknown key 'epoch' in 'training'")]
    public void What_cannot_be_is_told_with_its_place(string child, string expected)
        => Assert.Contains(expected, Assert.Throws<RecipeException>(() => Load(child)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_circle_of_two_is_told()
    {
        _folder.Write("other.yaml", "base: child.yaml\n");

        Assert.Contains(
            "which is based on this recipe", Assert.Throws<RecipeException>(() => Load("base: other.yaml\n")).Message, StringComparison.Ordinal);
    }

    private ExperimentSettings Load(string child) => Recipe.Load(_folder.Write("child.yaml", child + "\n"), [], _folder.Path);
}
