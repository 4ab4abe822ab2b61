using SpikeDistill.Cli.Recipes;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Options;
using SpikeDistill.Recipes;

namespace SpikeDistill.Cli.Tests.Recipes;

/// <summary>Each mistake in a recipe is told with its place and a way out.</summary>
public sealed class RecipeErrorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_an_endless_file_no_more_is_read_than_shows_that_it_is_too_long()
    {
        string file = _folder.In("endless.yaml");
        using (FileStream stream = File.Create(file))
        {
            stream.SetLength(5L << 30); // Zeros without a place on the disk, more than a string can hold.
        }

        Assert.Contains("too many for a recipe", Refused(() => Recipe.Load(file, [], _folder.Path)), StringComparison.Ordinal);
        Assert.Contains("too long for a description", Refused(() => DescriptionText.Load(file)), StringComparison.Ordinal);

        static string Refused(Action read)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            string message = Assert.ThrowsAny<Exception>(read).Message;
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256L << 20);
            return message;
        }
    }

    [Theory]
    [InlineData("epohcs: 3", 1, 1, "unknown key 'epohcs' in a recipe", "name, seed, data, network")]
    [InlineData("training:\n  epohcs: 3", 2, 3, "unknown key 'epohcs' in 'training'", "Did you mean 'epochs'?", "epochs, batch_size, drop_last, accumulate")]
    [InlineData("training:\n  batch-size: 3", 2, 3, "Did you mean 'batch_size'?")]
    [InlineData("training:\n  epochs: many", 2, 11, "'training.epochs' must be a whole number", "not 'many'")]
    [InlineData("training:\n  epochs: 0", 2, 11, "from 1 to", "not '0'")]
    [InlineData("training:\n  epochs: -3", 2, 11, "not '-3'")]
    [InlineData("training:\n  epochs: 2.5", 2, 11, "not '2.5'")]
    [InlineData("training:\n  epochs: 99999999999999999999", 2, 11, "must be a whole number")]
    [InlineData("training:\n  epochs:", 2, 10, "not nothing")]
    [InlineData("training:\n  epochs: [3]", 2, 11, "not a list")]
    [InlineData("training: 3", 1, 11, "'training' must be a section with keys", "epochs, batch_size")]
    [InlineData("training:\n  learning_rate: .nan", 2, 18, "a number above 0")]
    [InlineData("training:\n  learning_rate: NaN", 2, 18, "a number above 0")]
    [InlineData("training:\n  learning_rate: 0,1", 2, 18, "Numbers have a decimal point here: 0.1.")]
    [InlineData("training:\n  learning_rate: Infinity", 2, 18, "a number above 0")]
    [InlineData("training:\n  momentum: 1", 2, 13, "below 1")]
    [InlineData("training:\n  epochs: 2\n  warmup_epochs: 3", 3, 18, "'training.warmup_epochs' must be at most the 2 epochs")]
    [InlineData("training:\n  optimizer: adam", 2, 14, "sgd, adamw", "Did you mean 'adamw'?")]
    [InlineData("training:\n  optimizer: adamw\n  nesterov: true", 3, 3, "The optimizer adamw has betas, epsilon; 'nesterov' belongs to sgd.")]
    [InlineData("training:\n  optimizer: adamw\n  momentum: 0.8", 3, 3, "The optimizer adamw has betas, epsilon; 'momentum' belongs to sgd.")]
    [InlineData("neuron: {type: if, time_constant: 5}", 1, 20, "The neuron if has ", "'time_constant' belongs to lif")]
    [InlineData("neuron: {type: if, decay_input: false}", 1, 20, "The neuron if has ", "'decay_input' belongs to lif")]
    [InlineData("training:\n  nesterov: true\n  momentum: 0", 2, 13, "a 'momentum' above 0")]
    [InlineData("training:\n  optimizer: adamw\n  betas: [0.9]", 3, 10, "two numbers", "not 1")]
    [InlineData("training:\n  optimizer: adamw\n  betas: [0.9, 1]", 3, 16, "'training.betas.1'", "below 1")]
    [InlineData("training:\n  optimizer: adamw\n  betas: 0.9", 3, 10, "[0.9, 0.999]")]
    [InlineData("training:\n  optimizer: lamb\n  epsilon: 0", 3, 12, "above 0")]
    [InlineData("training:\n  clip_norm: 0", 2, 14, "above 0")]
    [InlineData("training:\n  schedule: stpe", 2, 13, "cosine, step, constant", "Did you mean 'step'?")]
    [InlineData("training:\n  schedule: step", 2, 13, "needs 'milestones'")]
    [InlineData("training:\n  milestones: [3]", 2, 3, "'milestones' belongs to step")]
    [InlineData("training:\n  schedule: step\n  milestones: [3, 3]", 3, 15, "must rise")]
    [InlineData("training:\n  epochs: 5\n  schedule: step\n  milestones: [5]", 4, 15, "below the 5 epochs")]
    [InlineData("training:\n  schedule: step\n  step_factor: 0", 3, 16, "above 0")]
    [InlineData("training:\n  groups:\n    - weight_decay: 0", 3, 7, "'training.groups.0' does not say which parameters")]
    [InlineData("training:\n  groups:\n    - role: neurons", 3, 13, "weight, bias, normalization")]
    [InlineData("training:\n  groups:\n    - prefix: fc.\n    - prefix: head.", 4, 7, "'training.groups.1'", "'head.' fits no parameter", "conv1.weight")]
    [InlineData("training:\n  groups: {prefix: fc.}", 2, 11, "a list of parameter groups")]
    [InlineData("training:\n  decay_norm_and_bias: yes", 2, 24, "true or false", "not 'yes'")]
    [InlineData(
        "network:\n  architecture: vgg11-imagenet\n  image_size: 448", 3, 15, "'network.image_size' is 448, but the images are 32x32. Say 'image_size: 32'.")]
    [InlineData("network:\n  width: -1", 2, 10, "'network.width' must be")]
    [InlineData("network:\n  architecture: resnet81", 2, 17, "resnet18, resnet34, resnet", "Did you mean 'resnet18'?")]
    [InlineData("network:\n  architecture: resnet", 2, 17, "'blocks'")]
    [InlineData("network:\n  architecture: resnet18\n  blocks: [1, 1]", 3, 11, "blocks")]
    [InlineData("network:\n  architecture: resnet\n  blocks: [1, 0]", 3, 15, "'network.blocks.1'")]
    [InlineData("network:\n  activation: relu\n  timesteps: 4", 3, 14, "must be 1 (or left out) with 'activation: relu'")]
    [InlineData("network:\n  activation: qcfs\n  timesteps: 4", 3, 14, "must be 1 (or left out) with 'activation: qcfs'")]
    [InlineData("network:\n  qcfs_levels: 0", 2, 16, "'network.qcfs_levels' must be", "from 1 to 1024")]
    [InlineData("network:\n  activation: tanh", 2, 15, "spiking, relu")]
    [InlineData("data:\n  set: cifar100\nnetwork:\n  classes: 10", 4, 12, "cifar100 has 100 classes")]
    [InlineData("data:\n  set: cifar", 2, 8, "Did you mean 'cifar10'?")]
    [InlineData("data:\n  set: cifar10\n  train_images: 60000", 3, 17, "at most 50000")]
    [InlineData("data:\n  held_out: 50000", 2, 13, "below the 50000 training images")]
    [InlineData("data:\n  train_images: 49001\n  held_out: 1000", 2, 17, "at most 49000", "not held out")]
    [InlineData("data:\n  train_images: 100\ntraining:\n  batch_size: 101", 4, 15, "only 100 images")]
    [InlineData(
        "data:\n  train_images: 33\nnetwork:\n  activation: relu\n  stem_stride: 4\ntraining:\n  batch_size: 16\n  drop_last: false", 8, 14,
        "the last of 33 images is a batch of its own", "a single pixel")]
    [InlineData("data:\n  train_images: 100", 2, 17, "'training.batch_size' is 128")]
    [InlineData("data:\n  augmentation: [crop, filp]", 2, 24, "'data.augmentation.1'", "Did you mean 'flip'?")]
    [InlineData("neuron:\n  time_constant: 0.5", 2, 18, "at least 1")]
    [InlineData("neuron:\n  reset: medium", 2, 10, "hard, soft")]
    [InlineData("neuron:\n  reset_value: 1", 2, 16, "'neuron.reset_value' is 1 and must lie below 'threshold', 1")]
    [InlineData("network:\n  activation: relu\n  stem_stride: 4\ntraining:\n  batch_size: 1", 5, 15, "a single pixel", "a batch of at least 2")]
    [InlineData(
        "objective:\n  method: lasnn\nteacher:\n  checkpoint: a\ntraining:\n  epochs: 1\n  warmup_epochs: 0",
        2,
        3,
        "'cross_entropy' counts from a share 0.2",
        "none of the 1 epochs")]
    [InlineData("objective:\n  method: tet\n  lambda: 2", 3, 11, "a number from 0 to 1 (the share of TET's regularizer), not '2'")]
    [InlineData(
        "objective:\n  terms:\n    - term: logit_target\n      output: mean_probabilities",
        4,
        15,
        "'objective.terms.0.output' must be one of each_step, mean_logits")]
    [InlineData("objective:\n  method: tserr", 2, 11, "Did you mean 'tser'?")]
    [InlineData("objective:\n  method: tser\n  alpha: 1.5", 3, 10, "from 0 to 1")]
    [InlineData("objective:\n  method: tser\n  lambda: -1", 3, 11, "at least 0")]
    [InlineData(
        "objective:\n  alpha: 0.5", 2, 3, "unknown key 'alpha' in 'objective'. The method cross_entropy has label_smoothing; 'alpha' belongs to vanilla_kd")]
    [InlineData("objective:\n  method: tser", 2, 3, "distils from a teacher", "add 'teacher:'")]
    [InlineData("objective:\n  method: tser\nteacher:\n  recipe:", 4, 3, "distils from a teacher")]
    [InlineData("objective:\n  method: tser\nteacher:\n  recipe: a.yaml\n  checkpoint: b", 4, 3, "both a 'checkpoint' and a 'recipe'")]
    [InlineData("objective:\n  terms: []", 2, 10, "at least one term")]
    [InlineData("objective:\n  terms:\n    - weight: 2", 3, 7, "does not say which term")]
    [InlineData("objective:\n  label_smoothing: 1", 2, 20, "below 1")]
    [InlineData("objective:\n  label_smoothing: 0.1\n  terms:\n    - term: entropy", 2, 3, "cannot stand beside 'terms'")]
    [InlineData(
        "objective:\n  terms:\n    - term: cross_entropy\n      options: {target: 1}", 4, 17, "unknown key 'target'",
        "The term cross_entropy has weight, from", "belongs to logit_target")]
    [InlineData(
        "objective:\n  terms:\n    - term: logit_target\n      options: 1",
        4,
        7,
        "unknown key 'options' in 'objective.terms.0'",
        "weight, from, until, output, target")]
    [InlineData(
        "objective:\n  terms:\n    - term: cross_entropy\n    - term: entropy\n      label_smoothing: 0.1",
        5,
        7,
        "'objective.terms.1'",
        "belongs to cross_entropy")]
    [InlineData("objective:\n  alpha: 0.5\n  terms:\n    - term: entropy", 2, 3, "cannot stand beside 'terms'")]
    [InlineData(
        "objective:\n  method: cross_entropy\n  terms:\n    - term: cross_entropy", 4, 5, "'objective.terms' are not those of 'cross_entropy'",
        "leave 'terms' out", "a name of its own")]
    [InlineData("objective:\n  terms:\n    - term: entropy\n      output: all", 4, 15, "each_step, mean_logits, mean_probabilities")]
    [InlineData("name: a/b", 1, 7, "letters, digits")]
    [InlineData("name: ..", 1, 7, "letters, digits")]
    [InlineData("seed: -1", 1, 7, "at least 0")]
    [InlineData("seed: 1\ntraining:\n  epochs: 1\nseed: 2", 4, 1, "'seed' is given twice")]
    [InlineData("training:\n\tepochs: 3", 2, 1, "tab")]
    [InlineData("training: [1, 2\n", 2, 1, "not valid YAML")]
    [InlineData("training: &a\n  epochs: 3", 1, 11, "anchors")]
    [InlineData("data: {set: cifar10}\ntraining: *a", 2, 11, "anchors")]
    [InlineData("seed: !!int 3", 1, 7, "tag")]
    [InlineData("name: a\n---\nname: b", 3, 1, "second YAML document")]
    [InlineData("[1, 2]", 1, 1, "a recipe must be keys and values")]
    [InlineData("just text", 1, 1, "a recipe must be keys and values")]
    [InlineData("", 1, 1, "nothing is written here")]
    [InlineData("# only a comment\n", 1, 1, "nothing is written here")]
    public void MistakeIsToldWithItsPlace(string yaml, int line, int column, params string[] told)
    {
        string file = _folder.Write("recipe.yaml", yaml);

        string message = Assert.Throws<RecipeException>(() => Recipe.Load(file, [], _folder.Path)).Message;

        Assert.StartsWith($"{file}:{line}:{column}: ", message);
        Assert.All(told, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("training.epohcs=3", "--set training.epohcs: unknown key 'epohcs'", "Did you mean 'epochs'?")]
    [InlineData("trainig.epochs=3", "--set trainig.epochs: unknown key 'trainig'", "Did you mean 'training'?")]
    [InlineData("training.epochs=x", "--set training.epochs: 'training.epochs' must be a whole number")]
    [InlineData("training.epochs=", "--set training.epochs:", "not nothing")]
    [InlineData("training.epochs.more=3", "--set training.epochs.more: there is no 'more' here")]
    [InlineData("training.epochs", "--set training.epochs: expected key=value")]
    [InlineData("=3", "expected key=value")]
    [InlineData("seed=[", "--set seed: this is not valid YAML")]
    [InlineData("seed=*x", "--set seed: anchors")]
    [InlineData("network.blocks.9=1", "--set network.blocks.9: there is no '9' here")]
    [InlineData("objective={method: ts, terms: [{term: entropy}]}", "--set objective: 'objective.terms' are not those of 'ts'")]
    [InlineData("teacher={recipe: a.yaml, checkpoint: b}", "--set teacher: 'teacher' has both")]
    public void Mistake_in_a_set_value_is_told_by_its_key(string assignment, params string[] told)
    {
        string file = _folder.Write("recipe.yaml", "network: {architecture: resnet, blocks: [1, 1]}\ntraining:\n  epochs: 3");

        string message = Assert.Throws<RecipeException>(() => Recipe.Load(file, Assignments.Read([assignment], _folder.Path), _folder.Path)).Message;

        Assert.StartsWith("--set ", message);
        Assert.All(told, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Missing_file_and_folder_are_told()
    {
        Assert.Contains("no such file", Assert.Throws<RecipeException>(() => Recipe.Load("none.yaml", [], _folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("this is a folder", Assert.Throws<RecipeException>(() => Recipe.Load(".", [], _folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_and_huge_files_are_refused()
    {
        string deep = _folder.Write("deep.yaml", "name: " + new string('[', 5000));
        string huge = _folder.Write("huge.yaml", new string('#', 2 << 20));

        Assert.Contains("nested deeper", Assert.Throws<RecipeException>(() => Recipe.Load(deep, [], _folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("too many for a recipe", Assert.Throws<RecipeException>(() => Recipe.Load(huge, [], _folder.Path)).Message, StringComparison.Ordinal);
    }
}
