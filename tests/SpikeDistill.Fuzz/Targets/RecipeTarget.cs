using System.Text;
using SpikeDistill.Options;
using SpikeDistill.Recipes;
using SpikeDistill.Training;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>The reader of recipes. What it takes must come back equal when it is written and read again.</summary>
internal sealed class RecipeTarget : FuzzTarget
{
    private const string Short = """
        # a recipe
        name: mine
        data: {set: synthetic, train_images: 64, augmentation: [crop, flip]}
        network: {architecture: resnet, blocks: [1, 1], width: 4, timesteps: 2}
        training: {epochs: 2, batch_size: 16}
        """;

    private const string Long = """
        name: "long-\u0031"
        seed: 7
        data:
          set: cifar10
          train_images: 5000
          held_out: 100
          augmentation:
            - crop
            - 'cutout'
        network:
          architecture: resnet18
          stem_stride: 2
        neuron:
          type: lif
          time_constant: 2.0
          reset: soft
          surrogate_parameter: ~
        objective:
          terms:
            - term: cross_entropy
              weight: 0.5
            - {term: entropy, weight: -0.01}
        teacher:
          checkpoint: "runs/é teacher"
        training:
          learning_rate: 1e-1
          warmup_epochs: 0.5
          evaluate_every: 3
        """;

    private readonly string _folder = MakeFolder();

    public override string Name => "recipe";

    public override IReadOnlyList<byte[]> Seeds { get; } = [Encoding.UTF8.GetBytes(Short), Encoding.UTF8.GetBytes(Long)];

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. new[]
        {
            "&a ", "*a", "!!str ", "!x ", "- ", "? ", ": ", "{", "}", "[", "]", "|\n", ">-\n", "\t", "%YAML 1.2\n", "%TAG ! x\n", "---\n",
            "...\n", "\"", "'", "\\", "\"\\0\"",
            "\"\\ud800\"", "\u2028", "\ufeff", "#", "\r", "\n\n", "<<: *a\n", "~", "null", "true", "0x1F", ".inf", ".nan", "method: tser\n",
            "alpha: 2\n", "recipe: x\n",
            "name: ..\n", "held_out: 3\n", "[[[[[[[[[[[[[[[[[[[[", "{a: {a: {a: {a: ", "  ", "\n  ",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public override void Read(byte[] input, int seed)
    {
        ExperimentSettings settings = Load("recipe.yaml", input);
        string written = Recipe.Write(settings);
        string again = Recipe.Write(Load("again.yaml", Encoding.UTF8.GetBytes(written)));
        if (written != again)
        {
            throw new InvalidOperationException($"The recipe reads back as another:\n{written}\n{again}");
        }
    }

    public override bool IsDocumented(Exception failure) => failure is RecipeException;

    // Mostly the parser's: it makes objects of every character's mark.
    public override long AllowedBytes(int length) => (2 << 20) + (2000L * length);

    public override long AllowedBytes(byte[] input) => AllowedBytes(input.Length) + NamedBlocks.Bytes(input);

    public override void Dispose() => Directory.Delete(_folder, recursive: true);

    private ExperimentSettings Load(string name, byte[] content)
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllBytes(file, content);
        return Recipe.Load(file, [], _folder);
    }
}
