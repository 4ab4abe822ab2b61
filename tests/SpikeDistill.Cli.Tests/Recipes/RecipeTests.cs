using System.Text.Json;
using SpikeDistill.Cli.Recipes;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Optimization;
using SpikeDistill.Options;
using SpikeDistill.Recipes;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Tests.Recipes;

public sealed class RecipeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Shipped => [.. Directory.GetFiles(Path.Combine(Repository.Root, "recipes"), "*.yaml", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Path.Combine(Repository.Root, "recipes"), file).Replace('\\', '/'))
        .Where(name => !name.Contains("compare-", StringComparison.Ordinal) && !name.EndsWith("entry.yaml", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Every_shipped_recipe_reads(string name)
    {
        string folder = Path.Combine(Repository.Root, "recipes");

        ExperimentSettings settings = Recipe.Load(name, [], folder, ProgramCatalog.Shipped);

        Assert.Equal(Path.ChangeExtension(name, null).Replace('/', '-'), settings.Name);
        Assert.Equal(settings.Objective.NeedsTeacher, settings.Teacher is not null);
        if (settings.Teacher?.Recipe is { } teacher)
        {
            ExperimentSettings taught = Recipe.Load(teacher, [], folder, ProgramCatalog.Shipped);
            bool spiking = name.Contains("snn-teacher", StringComparison.Ordinal) || settings.Data.Set == "cifar10dvs";
            Assert.Equal(spiking ? ActivationKind.Spiking : ActivationKind.Relu, taught.Network.Activation);
            Assert.Equal(settings.Data.Set, taught.Data.Set);
        }
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("TRUE", true)]
    [InlineData("false", false)]
    [InlineData("False", false)]
    [InlineData("FALSE", false)]
    public void A_flag_is_what_the_core_schema_of_YAML_reads_as_one(string text, bool expected)
    {
        string recipe = _folder.Write("teacher.yaml", $"{TinyRecipes.Teacher}\nneuron: {{decay_input: {text}, detach_reset: {text}}}\nobjective: Null\n");

        ExperimentSettings settings = Load(recipe, [$"training.nesterov={text}"]);

        Assert.Equal(
            (expected, expected, expected),
            (((Lif)settings.Neuron).DecayInput, settings.Neuron.DetachReset, ((Sgd)settings.Training.Optimizer).Nesterov));
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("tRUE")]
    [InlineData("1")]
    [InlineData("[true]")]
    public void What_is_no_flag_is_told(string text)
    {
        string recipe = _folder.Write("teacher.yaml", $"{TinyRecipes.Teacher}\nneuron: {{decay_input: {text}}}\n");

        Assert.Contains(
            "'neuron.decay_input' must be true or false, not ",
            Assert.Throws<RecipeException>(() => Recipe.Load(recipe, [], _folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_left_out_keeps_its_default()
    {
        ExperimentSettings settings = Load("data:\n  set: cifar100\ntraining:\nnetwork:\n  activation: relu\n");

        Assert.Equal("recipe", settings.Name);
        Assert.Equal(100, settings.Network.Classes);
        Assert.Equal(1, settings.Network.Timesteps);
        Assert.Equal(new TrainingSettings(), settings.Training);
        Assert.Equal(new Lif(), settings.Neuron);
        Assert.Equal("cross_entropy", Assert.Single(settings.Objective.Terms).Name);
        Assert.Null(settings.Teacher);
    }

    [Fact]
    public void Facts_of_the_data_sets_are_true()
    {
        foreach (string name in DataSets.Names.Where(name => DataSets.IsPresent(name)))
        {
            ImageData data = DataSets.Open(name);
            DataSetInfo info = DataSets.Find(name).Describe();
            Assert.Equal((data.Train.Classes, data.Train.Count, data.Test.Count), (info.Classes, info.TrainImages, info.TestImages));
            Assert.Equal((data.Train.Shape, data.Normalization), (info.Shape, info.Normalization));
        }
    }

    [Fact]
    public void Short_objective_expands_to_its_terms()
    {
        ExperimentSettings settings = Load(
            "objective: {method: tser, preset: public-code, alpha: 0.25, lambda: 0.02, temperature: 4}\nteacher: {checkpoint: runs/t}");

        Assert.Equal(
            [
                new CrossEntropyTerm { Weight = 0.75, Output = OutputReading.EachStep, Temperature = 1 },
                new DistillationTerm { Weight = 0.25, Output = OutputReading.EachStep, Temperature = 4, TimesTemperatureSquared = true },
                new EntropyTerm { Weight = 0.02, Output = OutputReading.EachStep, Temperature = 4 },
            ],
            settings.Objective.Terms);
    }

    [Fact]
    public void Entropy_has_a_temperature_of_its_own_and_its_square()
    {
        EntropyTerm Entropy(string keys)
            => (EntropyTerm)Load($"objective: {{method: tser, temperature: 4{keys}}}\nteacher: {{checkpoint: runs/t}}").Objective.Terms[^1];

        Assert.Equal((4, false), (Entropy("").Temperature, Entropy("").TimesTemperatureSquared));
        Assert.Equal(1, Entropy(", entropy_temperature: 1").Temperature);
        Assert.Equal(
            (4, true),
            (Entropy(", entropy_times_temperature_squared: true").Temperature, Entropy(", entropy_times_temperature_squared: true").TimesTemperatureSquared));
    }

    [Fact]
    public void Options_of_a_term_are_read_and_filled_in()
    {
        Assert.Equal([new LogitTargetTerm { Target = 0.5 }], Load("objective:\n  terms:\n    - {term: logit_target, target: 0.5}").Objective.Terms);
        Assert.Equal(
            [new LogitTargetTerm { Target = 1 }, new EntropyTerm()], Load("objective:\n  terms:\n    - term: logit_target\n    - entropy").Objective.Terms);
    }

    [Fact]
    public void Label_smoothing_is_given_in_either_form()
    {
        Assert.Equal(0.1, ((CrossEntropyTerm)Load("objective: {label_smoothing: 0.1}").Objective.Terms[0]).LabelSmoothing);
        Assert.Equal(
            0.2, ((CrossEntropyTerm)Load("objective:\n  terms:\n    - {term: cross_entropy, label_smoothing: 0.2}").Objective.Terms[0]).LabelSmoothing);
    }

    [Fact]
    public void Parameter_groups_are_given_by_role_or_prefix()
        => Assert.Equal(
            [new ParameterGroup { Role = ParameterRole.Normalization, WeightDecay = 0 }, new ParameterGroup { Prefix = "fc.", LearningRateFactor = 0.1 }],
            Load("training:\n  groups:\n    - {role: normalization, weight_decay: 0}\n    - prefix: fc.\n      learning_rate_factor: 0.1").Training.Groups);

    [Fact]
    public void Paths_start_from_where_they_are_written()
    {
        string file = _folder.Write("recipes/student.yaml", "objective: {method: ts}\nteacher: {recipe: teacher.yaml}");

        Assert.Equal(_folder.In("recipes/teacher.yaml"), Recipe.Load(file, [], _folder.Path).Teacher?.Recipe);
        Assert.Equal(_folder.In("other.yaml"), Load(file, ["teacher.recipe=other.yaml"]).Teacher?.Recipe);
    }

    [Fact]
    public void A_neuron_is_named_alone_as_a_section_names_it()
    {
        Assert.Equal(Load("neuron: {type: glif}").Neuron, Load("neuron: glif").Neuron);
        Assert.Contains(
            "must be one of", Assert.Throws<RecipeException>(() => Load("neuron: glief")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attention_of_a_rank_above_its_channels_is_refused_with_its_layer()
    {
        string message = Assert.Throws<RecipeException>(
            () => Load("network: {architecture: resnet, blocks: [1], width: 4, attention_rank: 5, timesteps: 2}")).Message;

        Assert.Contains("attention' (pfa) has the rank 5, which must be at most its 4 channels.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Set_values_replace_and_add()
    {
        string file = _folder.Write("recipe.yaml", "network: {architecture: resnet, blocks: [2, 2]}\nobjective: {method: ts}\nteacher: {recipe: t.yaml}");

        ExperimentSettings settings = Load(
            file,
            ["training.epochs=3", "network.blocks.1=5", "data.augmentation=[cutout]", "teacher={checkpoint: runs/t}", "objective.alpha=1", "name=other"]);

        Assert.Equal(3, settings.Training.Epochs);
        Assert.Equal([2, 5], ((ResNet)settings.Network.Family).Blocks);
        Assert.Equal([new Cutout()], settings.Data.Augmentation);
        Assert.Equal(new TeacherSettings { Checkpoint = _folder.In("runs/t") }, settings.Teacher);
        Assert.Equal([0, 1], settings.Objective.Terms.Select(term => term.Weight));
        Assert.Equal("other", settings.Name);
    }

    [Theory]
    [InlineData("objective: {method: mine, terms: [{term: cross_entropy}]}")]
    [InlineData("objective: {method: vanilla_kd, alpha: 0.9}")]
    public void Setting_a_shipped_method_drops_the_terms_that_a_runs_recipe_writes_out(string objective)
    {
        string file = _folder.Write("run/recipe.yaml", Recipe.Write(Load($"{objective}\nteacher: {{checkpoint: runs/t}}")));

        ObjectiveSettings tser = Load(file, ["objective.alpha=0.25", "objective.method=tser"]).Objective;

        Assert.Equal(JsonSerializer.Serialize(Methods.Tser(alpha: 0.25)), JsonSerializer.Serialize(tser));
    }

    [Fact]
    public void Setting_a_method_drops_the_options_that_it_does_not_have()
    {
        string file = _folder.Write("recipe.yaml", "objective: {method: tser, alpha: 0.9, lambda: 0.02, temperature: 3}\nteacher: {checkpoint: runs/t}");

        Assert.Equal(Methods.VanillaKd(alpha: 0.9, temperature: 3).Terms, Load(file, ["objective.method=vanilla_kd"]).Objective.Terms);
        Assert.Contains(
            "--set objective.lambda: unknown key 'lambda' in 'objective'. The method vanilla_kd has "
                + "alpha, temperature, teacher_steps, label_smoothing; 'lambda' belongs to tet",
            Assert.Throws<RecipeException>(() => Load(file, ["objective.lambda=0.1", "objective.method=vanilla_kd"])).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("training: {optimizer: adamw, momentum: 0.90}", "1:30: 'training.momentum' plays no part; the optimizer adamw has no such option.")]
    [InlineData("training: {betas: [0.9, 0.999]}", "1:12: 'training.betas' plays no part; the optimizer sgd has no such option.")]
    [InlineData("training: {step_factor: 0.1}", "1:12: 'training.step_factor' plays no part; the schedule cosine has no such option.")]
    [InlineData("neuron: {type: if, time_constant: 2}", "1:20: 'neuron.time_constant' plays no part; the neuron if has no such option.")]
    [InlineData("neuron: {per_channel: false}", "1:10: 'neuron.per_channel' plays no part; the neuron lif has no such option.")]
    [InlineData(
        "objective: {terms: [{term: attention, temperature: 1}]}\nteacher: {checkpoint: t}",
        "1:39: 'objective.terms.0.temperature' plays no part; the term attention has no such option.")]
    public void An_option_of_something_else_at_its_default_is_told_to_play_no_part(string recipe, string told)
    {
        List<string> all = [];
        Recipe.Load(_folder.Write("recipe.yaml", recipe), [], _folder.Path, told: all.Add);
        Assert.EndsWith($"recipe.yaml:{told}", Assert.Single(all), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void What_a_run_writes_holds_no_option_that_plays_no_part(string name)
    {
        ExperimentSettings settings = Recipe.Load(name, [], Path.Combine(Repository.Root, "recipes"), ProgramCatalog.Shipped, Assert.Fail);
        string written = _folder.Write("written.yaml", Recipe.Write(settings, ProgramCatalog.Shipped));
        Recipe.Load(written, [], _folder.Path, ProgramCatalog.Shipped, Assert.Fail);
    }

    [Fact]
    public void Setting_a_preset_drops_the_terms_of_another()
    {
        string file = _folder.Write("run/recipe.yaml", Recipe.Write(Load("objective: {method: tser}\nteacher: {checkpoint: runs/t}")));

        ObjectiveSettings literal = Load(file, ["objective.preset=paper-literal"]).Objective;

        Assert.Equal(JsonSerializer.Serialize(Methods.Tser(preset: MethodPresets.PaperLiteral)), JsonSerializer.Serialize(literal));
    }

    /// <summary>Before the literal reading averaged probabilities, runs wrote down terms on the mean logits under its name.</summary>
    [Fact]
    public void Recipes_of_older_runs_keep_their_terms()
    {
        const string Terms = "[{term: cross_entropy, weight: 0.5, output: mean_logits, temperature: 5}, "
            + "{term: distillation, weight: 0.5, output: mean_logits, temperature: 5}]";

        ObjectiveSettings objective = Load(
            $"objective: {{method: vanilla_kd, preset: paper-literal, terms: {Terms}}}\nteacher: {{checkpoint: runs/t}}").Objective;

        Assert.All(objective.Terms.Cast<ProbabilityTerm>(), term => Assert.Equal(OutputReading.MeanLogits, term.Output));
    }

    [Theory]
    [InlineData("custom", "objective.terms=[{term: cross_entropy, weight: 2}]")]
    [InlineData("mine", "objective.terms=[{term: cross_entropy, weight: 2}]", "objective.method=mine")]
    [InlineData("mine", "objective.method=mine", "objective.terms=[{term: cross_entropy, weight: 2}]")]
    public void Setting_terms_drops_the_method_that_they_are_not(string method, params string[] set)
    {
        string file = _folder.Write("recipe.yaml", "objective: {method: tser, preset: paper-literal, alpha: 0.9}\nteacher: {checkpoint: runs/t}");

        ObjectiveSettings objective = Load(file, set).Objective;

        Assert.Equal((method, "custom", 2.0), (objective.Method, objective.Preset, Assert.Single(objective.Terms).Weight));
    }

    [Fact]
    public void Written_recipe_reads_back_to_equal_settings()
    {
        Random random = new(20250301);
        for (int i = 0; i < 200; i++)
        {
            ExperimentSettings settings = DrawnRecipe.From(random, _folder.Path);

            string yaml = Recipe.Write(settings);

            ExperimentSettings read = Load(yaml);
            Assert.Equal(Text(settings), Text(read));
            Assert.Equal(yaml, Recipe.Write(read));
        }
    }

    [Theory]
    [InlineData("data: {mixing: {}}", "'data.mixing': Mixing needs a positive 'mixup' or 'cutmix'")]
    [InlineData("data: {mixing: {mixup: -1}}", "'data.mixing.mixup' must be a number of at least 0")]
    [InlineData("training: {batch_size: 8, accumulate: 9}", "'training.accumulate' must be at most the 8 images of a step")]
    [InlineData("training: {ema_decay: 1}", "'training.ema_decay' must be a number of at least 0 and below 1")]
    public void Mixing_parts_and_averages_that_cannot_be_are_told(string yaml, string expected)
        => Assert.Contains(expected, Assert.Throws<RecipeException>(() => Load("name: a\n" + yaml)).Message, StringComparison.Ordinal);

    private static string Text(ExperimentSettings settings) => JsonSerializer.Serialize(settings);

    private ExperimentSettings Load(string yaml) => Recipe.Load(_folder.Write("recipe.yaml", yaml), [], _folder.Path);

    private ExperimentSettings Load(string file, IEnumerable<string> set) => Recipe.Load(file, Assignments.Read(set, _folder.Path), _folder.Path);
}
