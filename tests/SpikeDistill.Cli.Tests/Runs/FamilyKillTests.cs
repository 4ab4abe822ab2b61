namespace SpikeDistill.Cli.Tests.Runs;

/// <summary>A run of each family of networks, with what else has a state of its own, is killed and goes on to the same bits.</summary>
public sealed class FamilyKillTests : IDisposable
{
    private const string Epochs = "8";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [Trait("Category", "Rare")]
    [InlineData("architecture: resnet, blocks: [1], width: 8, stem_stride: 4, attention_rank: 2", "type: glif", "sgd")]
    [InlineData("architecture: resnet, blocks: [1], width: 8, stem_stride: 4, normalization: {type: tdbn}", "type: plif", "lamb")]
    [InlineData("architecture: resnet, blocks: [1], width: 8, stem_stride: 4", "type: mpbn, surrogate: tanh", "adamw")]
    [InlineData("architecture: vgg11, width: 2", "decay_input: false", "sgd")]
    [InlineData("architecture: vggsnn, width: 2, image_size: 32", "type: lif, decay_input: false", "adamw")]
    [InlineData("architecture: sew-resnet, blocks: [1], width: 8, stem_stride: 4, identity_start: false", "type: if, surrogate: atan", "sgd")]
    [InlineData("architecture: wide-resnet, depth: 10, widen: 1, width: 4", "decay_input: false", "sgd")]
    [InlineData("architecture: pyramidnet, blocks: [1, 1, 1], widening: 6, width: 4", "decay_input: false", "sgd")]
    [InlineData("architecture: spikformer, depth: 1, dimension: 16, heads: 2", "decay_input: false, detach_reset: true", "adamw")]
    [InlineData("architecture: spikingformer, depth: 1, dimension: 16, heads: 2, cml: true", "decay_input: false, detach_reset: true", "adamw")]
    [InlineData("architecture: spike-driven-transformer, depth: 1, dimension: 16", "decay_input: false, detach_reset: true", "lamb")]
    [InlineData("architecture: resnet, blocks: [1], width: 8, stem_stride: 4, encoding: rate", "decay_input: false", "sgd")]
    [InlineData("architecture: resnet, blocks: [1], width: 8, stem_stride: 4, encoding: latency", "decay_input: false", "sgd")]
    [InlineData("architecture: resnet, blocks: [1], width: 8, stem_stride: 4, encoding: {type: phase, bits: 4}", "decay_input: false", "sgd")]
    [InlineData("architecture: fully-connected, hidden: [32], height: 32, width: 32", "type: im_lif", "sgd")]
    [InlineData("architecture: sew-7b, width: 4, widths: [1, 2], image_size: 32", "type: plif", "sgd", "recompute: true")]
    [InlineData("architecture: spikformer, depth: 2, dimension: 16, heads: 2", "decay_input: false, detach_reset: true", "adamw", "recompute: true")]
    public void A_killed_run_ends_with_the_bits_of_one_never_killed(string network, string neuron, string optimizer, string more = "recompute: false")
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Write(
            "student.yaml",
            $$"""
            name: student
            data: {set: synthetic, train_images: 64, test_images: 40, augmentation: [flip]}
            network: {{{network}}, timesteps: 2}
            neuron: {{{neuron}}}
            objective: {method: tser}
            teacher: {recipe: teacher.yaml}
            training: {epochs: {{Epochs}}, batch_size: 16, optimizer: {{optimizer}}, learning_rate: 0.01, ema_decay: 0.5, accumulate: 2, {{more}}}
            """);
        AssertKilledIsWhole();
    }

    [Fact]
    [Trait("Category", "Rare")]
    public void A_killed_run_on_recordings_whose_teacher_spikes_ends_with_the_bits_of_one_never_killed()
    {
        _folder.Succeed("data", "simulate", "synthetic", "set", "--as", "cifar10dvs", "--images", "20", "--set", "data.classes=2");
        const string Data = "data: {set: cifar10dvs, path: set, frames: 4, size: 16, test_share: 0.25, augmentation: [flip, event_augment]}";
        const string Network = "network: {architecture: sew-7b, image_size: 16, width: 4, widths: [1, 2], timesteps: ";
        _folder.Write(
            "teacher.yaml",
            $$"""
            name: teacher
            {{Data}}
            {{Network}}4}
            neuron: {type: plif}
            training: {epochs: 1, batch_size: 8}
            """);
        _folder.Write(
            "student.yaml",
            $$"""
            name: student
            {{Data}}
            {{Network}}2}
            neuron: {type: plif}
            objective: {method: bkdsnn, teacher_steps: aligned}
            teacher: {recipe: teacher.yaml}
            training: {epochs: {{Epochs}}, batch_size: 8, learning_rate: 0.05}
            """);

        AssertKilledIsWhole();
    }

    [Fact]
    [Trait("Category", "Rare")]
    public void A_killed_vision_transformer_ends_with_the_bits_of_one_never_killed()
    {
        _folder.Write(
            "student.yaml",
            $$"""
            name: teacher
            data: {set: synthetic, train_images: 32, test_images: 16}
            network: {architecture: vit-s16, depth: 1, dimension: 16, heads: 2, image_size: 32, patch_size: 16, activation: relu}
            training: {epochs: {{Epochs}}, batch_size: 16, optimizer: adamw, learning_rate: 0.001}
            """);
        AssertKilledIsWhole();
    }

    private static string[] Command(string run) => ["train", "student.yaml", "--out", run, "--resume", "--save-every", "0"];

    /// <summary>What is never killed, and what goes on, may run in this process; what is killed is one of its own.</summary>
    private void AssertKilledIsWhole()
    {
        _folder.Succeed(Command("whole"));
        using (SpikeDistillProcess process = SpikeDistillProcess.Start(_folder.Path, Command("killed")))
        {
            process.WaitForLine("epoch 2/" + Epochs);
            Assert.False(process.HasExited);
            process.Kill();
        }

        Assert.Contains("going on in epoch", _folder.Succeed(Command("killed")), StringComparison.Ordinal);
        ResumableRun.AssertSame(_folder.In("whole"), _folder.In("killed"));
    }
}
