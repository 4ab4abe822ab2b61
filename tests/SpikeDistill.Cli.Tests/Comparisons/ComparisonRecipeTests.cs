using System.Text.Json;
using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Cli.Comparisons.Progress;
using SpikeDistill.Distillation;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Tests.Comparisons;

public sealed class ComparisonRecipeTests : IDisposable
{
    private const string Base = """
        seeds: [3, 5]
        base:
          data: {set: synthetic, train_images: 64, test_images: 40}
          network: {architecture: resnet, blocks: [1], width: 4, stem_stride: 4, timesteps: 2}
          objective: {method: tser, lambda: 0.02}
          teacher: {recipe: teacher.yaml}
          training: {epochs: 2, batch_size: 16}

        """;

    private readonly TemporaryFolder _folder = new();

    public ComparisonRecipeTests() => _folder.Write("teacher.yaml", TinyRecipes.Teacher);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Variants_change_the_base_and_keep_the_rest()
    {
        Comparison comparison = Load(Base + "variants:\n  tser:\n  ce: {objective: {method: cross_entropy}, training.epochs: 7}\nbaseline: ce\n");

        Assert.Equal("c", comparison.Name);
        Assert.Equal(_folder.In("runs/c"), comparison.Folder);
        Assert.Equal(["tser", "ce"], comparison.Variants.Select(variant => variant.Name));
        Assert.Equal("ce", comparison.Baseline.Name);
        Assert.Equal(["", "objective.method=cross_entropy, training.epochs=7"], comparison.Variants.Select(variant => variant.Changes));
        ExperimentSettings[] ce = [.. comparison.Variants[1].Runs.Select(run => run.Settings)];
        Assert.Equal([3L, 5L], ce.Select(run => run.Seed));
        Assert.All(ce, run => Assert.Equal((7, "cross_entropy", 4), (run.Training.Epochs, run.Objective.Method, run.Network.Width)));
        Assert.Null(ce[0].Teacher);
        Assert.Equal((2, 0.02), (comparison.Variants[0].Settings.Training.Epochs, comparison.Variants[0].Settings.Objective.Terms[^1].Weight));
    }

    [Theory]
    [InlineData("training.epochs=9", "--set training.epochs: 'training.epochs' stays as it is in ce, which gives it a value of its own.")]
    [InlineData("training={epochs: 9, batch_size: 8}", "--set training: 'training.epochs' stays as it is in ce, which gives it a value of its own.")]
    [InlineData("training.epochs=7")]
    [InlineData("training.batch_size=8")]
    [InlineData("variants.ce.training.epochs=9")]
    public void A_value_that_does_not_reach_a_variant_is_told(string set, params string[] told)
    {
        List<string> sentences = [];
        string yaml = Base + "variants:\n  tser:\n  ce: {objective: {method: cross_entropy}, training: {epochs: 7}}\n";
        Comparison comparison = ComparisonRecipe.Load(
            _folder.Write("c.yaml", yaml), [set], _folder.Path, null, Catalog.Default, sentences.Add);

        Assert.Equal(told, sentences.Where(sentence => sentence.Contains("stays as it is", StringComparison.Ordinal)));
        Assert.Equal(set.StartsWith("variants", StringComparison.Ordinal) ? 9 : 7, comparison.Variants[1].Settings.Training.Epochs);
    }

    [Theory]
    [InlineData(
        "variants:\n  a: {training: {epochs: 7}}\n  b: {training.epochs: 8}\n",
        "--set training.epochs: every variant gives 'training.epochs' a value of its own, so this would change nothing; change it in the comparison's file, "
            + "or in a variant with --set variants.a.training.epochs=….")]
    [InlineData("grid: {training.epochs: [7, 8]}\n", "so this would change nothing; change it in the comparison's file.")]
    public void A_value_that_reaches_no_variant_is_refused(string variants, string told)
    {
        string file = _folder.Write("c.yaml", Base + variants);

        RecipeException error = Assert.Throws<RecipeException>(
            () => ComparisonRecipe.Load(file, ["training.epochs=9"], _folder.Path, null, Catalog.Default));

        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variant_can_be_a_recipe_of_its_own()
    {
        _folder.Write("other.yaml", "base: teacher.yaml\nnetwork: {architecture: vgg11, width: 2}\nobjective: {label_smoothing: 0.1}\n");

        Comparison comparison = Load(
            "variants:\n  one: {recipe: other.yaml, training: {epochs: 3}}\n  two: {recipe: teacher.yaml}\n", "training.batch_size=8");

        Assert.Equal(["recipe=other.yaml, training.epochs=3", "recipe=teacher.yaml"], comparison.Variants.Select(variant => variant.Changes));
        Assert.Equal(["vgg11", "resnet"], comparison.Variants.Select(variant => variant.Settings.Network.Architecture));
        Assert.Equal(3, comparison.Variants[0].Settings.Training.Epochs);
        Assert.All(comparison.Variants, variant => Assert.Equal(8, variant.Settings.Training.BatchSize));
        Assert.Equal("one-seed0", comparison.Variants[0].Runs[0].Settings.Name);
    }

    [Fact]
    public void A_base_is_needed_where_a_variant_has_no_recipe()
        => Assert.Contains(
            "a comparison needs 'base'",
            Assert.Throws<RecipeException>(() => Load("variants: {one: {recipe: teacher.yaml}, two: {training.epochs: 3}}\n")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void An_empty_section_changes_nothing()
    {
        Comparison comparison = Load(Base + "variants: {a: {}, b: {training: {}}, c: {training: {epochs: 7}}, d: }\n");

        Assert.Equal(
            ["the base as it is", "the base as it is", "training.epochs=7", "the base as it is"],
            comparison.Variants.Select(variant => variant.ChangesInWords));
        Assert.Equal([2, 2, 7, 2], comparison.Variants.Select(variant => variant.Settings.Training.Epochs));
        Assert.All(comparison.Variants, variant => Assert.Equal(16, variant.Settings.Training.BatchSize));
        Assert.Contains(
            "(a: the base as it is, b: the base as it is, c, d: the base as it is)",
            ComparisonText.Started(comparison, "run", 1, 2),
            StringComparison.Ordinal);
    }

    [Fact]
    public void All_runs_share_one_teacher_unless_each_seed_asks_for_its_own()
    {
        const string Variants = "variants: {tser: , vanilla_kd: {objective: {method: vanilla_kd}}}\n";

        Comparison one = Load(Base + Variants), each = Load(Base + Variants + "teacher_per_seed: true\n");

        Assert.Equal(_folder.In("runs/c/teachers/tiny-teacher-seed0"), Assert.Single(one.Teachers).Place);
        Assert.All(one.Variants.SelectMany(variant => variant.Runs), run => Assert.Equal(one.Teachers[0].Place, run.Settings.Teacher!.Checkpoint));
        Assert.Equal(["tiny-teacher-seed3", "tiny-teacher-seed5"], each.Teachers.Select(teacher => teacher.Name));
        Assert.Equal([3L, 5L], each.Teachers.Select(teacher => teacher.Settings!.Seed));
        Assert.All(each.Variants, variant => Assert.Equal(each.Teachers, variant.Runs.Select(run => run.Teacher)));
    }

    [Fact]
    public void A_teachers_teacher_is_planned_before_it()
    {
        _folder.Write("assistant.yaml", TinyRecipes.Assistant);
        string yaml = Base.Replace(
            "teacher.yaml", "assistant.yaml", StringComparison.Ordinal) + "variants: {tser: , vanilla_kd: {objective: {method: vanilla_kd}}}\n";

        Comparison one = Load(yaml), each = Load(yaml + "teacher_per_seed: true\n");

        Assert.Equal(["tiny-teacher-seed0", "tiny-assistant-seed0"], one.Teachers.Select(teacher => teacher.Name));
        Assert.Equal([null, one.Teachers[0]], one.Teachers.Select(teacher => teacher.Teacher));
        Assert.Equal(one.Teachers[0].Place, one.Teachers[1].Settings!.Teacher!.Checkpoint);
        Assert.All(one.Variants.SelectMany(variant => variant.Runs), run => Assert.Same(one.Teachers[1], run.Teacher));
        Assert.Equal(
            ["tiny-teacher-seed3", "tiny-assistant-seed3", "tiny-teacher-seed5", "tiny-assistant-seed5"], each.Teachers.Select(teacher => teacher.Name));
    }

    [Fact]
    public void Teachers_that_teach_each_other_are_refused()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Assistant.Replace("teacher.yaml", "other.yaml", StringComparison.Ordinal));
        _folder.Write("other.yaml", TinyRecipes.Assistant);

        Assert.Contains(
            "names itself as its teacher", Assert.Throws<RecipeException>(() => Load(Base + "variants: {a: }\n")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("variants: {mine: , tser: {objective: {method: tser, lambda: 0.02}}}\n")]
    [InlineData("variants: {mine: , tser: {objective.lambda: 0.02, objective.method: tser}}\n")]
    [InlineData(
        "variants: {mine: , tser: {objective: {method: other, terms: [{term: entropy}]}}}\n",
        "variants.tser.objective.lambda=0.02",
        "variants.tser.objective.method=tser")]
    public void AShippedMethodDropsTheTermsOfTheBase(string variants, params string[] set)
    {
        Comparison comparison = Load(
            Base.Replace(
                "{method: tser, lambda: 0.02}",
                "{method: mine, preset: custom, terms: [{term: cross_entropy, weight: 2}]}",
                StringComparison.Ordinal) + variants,
            set);

        Assert.Equal(["mine", "tser"], comparison.Variants.Select(variant => variant.Settings.Objective.Method));
        Assert.Equal("cross_entropy", Assert.Single(comparison.Variants[0].Settings.Objective.Terms).Name);
        Assert.Equal(Terms(Methods.Tser(lambda: 0.02)), Terms(comparison.Variants[1].Settings.Objective));
        Assert.Equal(MethodPresets.PublicCode, comparison.Variants[1].Settings.Objective.Preset);
    }

    [Fact]
    public void A_grid_of_methods_drops_the_terms_of_the_base()
    {
        Comparison comparison = Load(
            Base.Replace(
                "{method: tser, lambda: 0.02}",
                "{method: mine, terms: [{term: cross_entropy}]}",
                StringComparison.Ordinal) + "grid: {objective.method: [mine, ts], training.epochs: [1, 2]}\n");

        Assert.Equal(["mine", "mine", "ts", "ts"], comparison.Variants.Select(variant => variant.Settings.Objective.Method));
        Assert.Equal([1, 1, 2, 2], comparison.Variants.Select(variant => variant.Settings.Objective.Terms.Count));
    }

    [Theory]
    [InlineData("{terms: [{term: cross_entropy, weight: 2}]}", "custom")]
    [InlineData("{terms: [{term: cross_entropy, weight: 2}], method: mine}", "mine")]
    public void Terms_drop_the_short_form_of_the_base(string objective, string method)
    {
        Comparison comparison = Load(Base + $"variants: {{tser: , mine: {{objective: {objective}}}}}\n");

        ObjectiveSettings mine = comparison.Variants[1].Settings.Objective;
        Assert.Equal((method, 2.0), (mine.Method, Assert.Single(mine.Terms).Weight));
        Assert.Equal(0.02, comparison.Variants[0].Settings.Objective.Terms[^1].Weight);
    }

    [Fact]
    public void Grid_is_every_combination()
    {
        Comparison comparison = Load(Base + "grid:\n  objective.lambda: [0, 0.01]\n  network.timesteps: [2, 4]\n");

        Assert.Equal(
            ["lambda-0_timesteps-2", "lambda-0_timesteps-4", "lambda-0.01_timesteps-2", "lambda-0.01_timesteps-4"],
            comparison.Variants.Select(variant => variant.Name));
        Assert.Equal([2, 4, 2, 4], comparison.Variants.Select(variant => variant.Settings.Network.Timesteps));
        Assert.Equal([0.0, 0, 0.01, 0.01], comparison.Variants.Select(variant => variant.Settings.Objective.Terms[^1].Weight));
        Assert.Equal("objective.lambda=0.01, network.timesteps=4", comparison.Variants[^1].Changes);
    }

    [Fact]
    public void Grid_over_lists_names_its_variants_by_number_where_names_would_clash()
    {
        Comparison comparison = Load(Base + "grid:\n  data.augmentation: [[crop], ['crop']]\n");

        Assert.Equal(["v1", "v2"], comparison.Variants.Select(variant => variant.Name));
    }

    [Fact]
    public void Base_may_be_another_file_and_set_changes_it_or_the_comparison()
    {
        _folder.Write("recipes/student.yaml", TinyRecipes.Student);
        _folder.Write("recipes/teacher.yaml", TinyRecipes.Teacher);

        Comparison comparison = Load("base: recipes/student.yaml\nvariants: {a: , b: {training.epochs: 9}}\n", "training.epochs=4", "seeds=[8]", "name=other");

        Assert.Equal("other", comparison.Name);
        Assert.Equal([4, 9], comparison.Variants.Select(variant => variant.Settings.Training.Epochs));
        Assert.Equal(8, Assert.Single(comparison.Variants[0].Runs).Settings.Seed);
        Assert.Single(comparison.Teachers);
    }

    [Theory]
    [InlineData("variants: {a: }", "c.yaml:1:1: a comparison needs 'base'")]
    [InlineData("base: {}", "either 'variants'")]
    [InlineData("base: {}\nvariants: {a: }\ngrid: {seed: [1]}", "either 'variants'")]
    [InlineData("base: {}\nvariants: {a: }\nvariant: {}", "c.yaml:3:1: unknown key 'variant' in a recipe. Did you mean 'variants'?")]
    [InlineData("base: none.yaml\nvariants: {a: }", "none.yaml: there is no such file")]
    [InlineData("base: [1]\nvariants: {a: }", "'base' must be a recipe's keys")]
    [InlineData("base: {data: {set: synthetic}}\nvariants: {a: {training: {epohcs: 1}}}", "c.yaml:2:27: unknown key 'epohcs' in 'training'")]
    [InlineData("base: {data: {set: synthetic}}\nvariants: {a: {seed: 1}}", "'seed' cannot be changed by a variant")]
    [InlineData("base: {data: {set: synthetic}}\nvariants: {a/b: }", "'variants' must be a name of")]
    [InlineData("base: {data: {set: synthetic}}\nvariants: {a: 3}", "'variants.a' must be recipe keys")]
    [InlineData("base: {data: {set: synthetic}}\nvariants: []", "'variants' must be names")]
    [InlineData("base: {data: {set: synthetic}}\ngrid: {training.epochs: 3}", "'grid.training.epochs' must be a list of values")]
    [InlineData("base: {data: {set: synthetic}}\ngrid: {training.epochs: [1, x]}", "c.yaml:2:29: 'training.epochs' must be a whole number")]
    [InlineData("base: {data: {set: synthetic}}\nseeds: [1, 1]\nvariants: {a: }", "each only once")]
    [InlineData("base: {data: {set: synthetic}}\nvariants: {abc: }\nbaseline: abd", "Did you mean 'abc'?")]
    [InlineData(
        "base: {data: {set: synthetic}, objective: {method: tser}, teacher: {checkpoint: t}}\nteacher_per_seed: true\nvariants: {a: }",
        "give its 'recipe' instead")]
    [InlineData("base: {data: {set: synthetic}}\nvariants: {abc: }\ncontrasts: 1", "'contrasts' must be names with the weights")]
    [InlineData("base: {data: {set: synthetic}}\nvariants: {abc: }\ncontrasts: {effect: [1]}", "'contrasts.effect' must be variants with their weights")]
    [InlineData("base: {data: {set: synthetic}}\nvariants: {abc: }\ncontrasts: {effect: {abd: 1}}", "Did you mean 'abc'?")]
    [InlineData("base: {data: {set: synthetic}}\nvariants: {a: , b: }\ncontrasts: {effect: {a: 1, b: -0.5}}", "must add up to 0, not 0.5")]
    [InlineData(
        "base: {data: {set: synthetic}}\nvariants: {a: {objective: {method: tser, terms: [{term: entropy}]}}}",
        "c.yaml:2:49: 'objective.terms' are not those of 'tser'")]
    [InlineData(
        "base: {data: {set: synthetic}}\ngrid: {data.held_out: [0, 100]}",
        "c.yaml:2:7: 'data.held_out' is 0 in 'held_out-0' and 100 in 'held_out-100'",
        "on different images",
        "make two comparisons")]
    [InlineData("base: {data: {set: synthetic}}\nvariants: {a: , b: {data: {test_images: 50}}}", "c.yaml:2:11: 'data.test_images' is 0 in 'a' and 50 in 'b'")]
    [InlineData("base: {data: {set: synthetic}}\nvariants: {a: , b: , c: {data: {set: cifar10}}}", "'data.set' is synthetic in 'a' and cifar10 in 'c'")]
    [InlineData("[1]", "a comparison must be keys and values")]
    public void MistakesAreToldWithTheirPlace(string yaml, params string[] told)
    {
        string message = Assert.Throws<RecipeException>(() => Load(yaml)).Message;

        Assert.All(told, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Held_out_images_are_the_same_whatever_the_test_images()
        => Assert.Equal(
            [100, 100],
            Load(
                "base: {data: {set: synthetic, held_out: 100}}\nvariants: {a: , b: {data: {test_images: 50, train_images: 200}}}").Variants.Select(variant
                    => variant.Settings.Data.HeldOut));

    [Fact]
    public void Shipped_comparisons_read()
    {
        string folder = Path.Combine(Repository.Root, "recipes");

        Assert.All(Directory.GetFiles(folder, "compare-*.yaml"), file =>
        {
            Comparison comparison = ComparisonRecipe.Load(file, [], folder, null, Catalog.Default);
            Assert.Equal(Path.GetFileNameWithoutExtension(file), comparison.Name);
            Assert.Equal(2, comparison.Seeds.Count);
            Assert.Single(comparison.Teachers);
            Assert.Equal(["cross_entropy", "vanilla_kd", "tser"], comparison.Variants.Select(variant => variant.Settings.Objective.Method));
        });
    }

    [Fact]
    public void Ablation_comparisons_read()
    {
        string folder = Path.Combine(Repository.Root, "recipes", "ablation");

        Assert.All(Directory.GetFiles(folder, "compare-*.yaml"), file =>
        {
            Comparison comparison = ComparisonRecipe.Load(file, [], folder, null, Catalog.Default);
            Assert.Equal(Path.GetFileNameWithoutExtension(file).Replace("compare-", "ablation-", StringComparison.Ordinal), comparison.Name);
            Assert.Equal("ablation-teacher-seed0", Assert.Single(comparison.Teachers).Name);
            Assert.All(comparison.Variants, variant => Assert.True(variant.Settings.Training.EvaluateTrain));
        });
    }

    private static string Terms(ObjectiveSettings objective) => JsonSerializer.Serialize(objective.Terms);

    private Comparison Load(string yaml, params string[] set)
    {
        _folder.Write("c.yaml", yaml);
        return ComparisonRecipe.Load("c.yaml", set, _folder.Path, null, Catalog.Default);
    }
}
