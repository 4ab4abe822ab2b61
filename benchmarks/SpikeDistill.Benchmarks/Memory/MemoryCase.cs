using System.Buffers.Binary;

namespace SpikeDistill.Benchmarks.Memory;

/// <summary>A run whose memory is measured: one that trains, saves and evaluates as any other.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Network">The section <c>network</c> of its recipe.</param>
/// <param name="Images">Training images.</param>
/// <param name="TestImages">Test images.</param>
/// <param name="BatchSize">Images of a step.</param>
internal sealed record MemoryCase(string Name, string Network, int Images, int TestImages, int BatchSize)
{
    /// <summary>
    /// Ten networks, and small ones: with neurons that learn, a teacher, feature terms, many epochs; and three that keep their activations, and that
    /// do not.
    /// </summary>
    public static IReadOnlyList<MemoryCase> All { get; } =
    [
        new("ResNet-34, T 2", "{architecture: resnet34, timesteps: 2}", 2, 2, 1),
        new("ResNet-18 of width 16, T 4", "{architecture: resnet18, width: 16, timesteps: 4}", 256, 200, 64),
        new("ResNet-19 of width 32, T 2", "{architecture: resnet19, width: 32, timesteps: 2}", 32, 200, 16),
        new("ResNet-34, T 2, more test images", "{architecture: resnet34, timesteps: 2}", 8, 200, 4),
        new("VGG-11, T 2, more test images", "{architecture: vgg11, timesteps: 2}", 8, 200, 4),
        new("VGG-11, T 2", "{architecture: vgg11, timesteps: 2}", 32, 20, 16),
        new("VGG-16 of width 32, T 4", "{architecture: vgg16, width: 32, timesteps: 4}", 64, 64, 32),
        new("SEW ResNet-18 of width 32, T 4", "{architecture: sew-resnet18, width: 32, timesteps: 4}", 32, 32, 16),
        new("Spikformer-2-256, T 4", "{architecture: spikformer, dimension: 256, depth: 2, timesteps: 4}", 32, 32, 16),
        new("Spikingformer-2-256, T 4", "{architecture: spikingformer, dimension: 256, depth: 2, timesteps: 4}", 32, 32, 16),
        new("Spike-driven Transformer-2-256, T 4", "{architecture: spike-driven-transformer, dimension: 256, depth: 2, timesteps: 4}", 32, 32, 16),
        new("ViT-S/16", "{architecture: vit-s16, activation: relu}", 4, 4, 2),
        new("Spikformer-2-256, more test images", "{architecture: spikformer, dimension: 256, depth: 2, timesteps: 4}", 8, 100, 2),
        new("small", Small, 64, 40, 16),
        new("small, 20 epochs", Small, 2000, 1000, 16) { Epochs = 20 },
        new("small, PLIF", "{architecture: resnet, blocks: [1, 1], width: 16, timesteps: 2}", 64, 40, 16) { More = "neuron: {type: plif}" },
        new("ResNet-18 of width 16, BKDSNN", "{architecture: resnet18, width: 16, timesteps: 4}", 128, 64, 32)
        {
            More = "objective: {method: bkdsnn}\nteacher: {recipe: teacher.yaml}",
        },
        new("ResNet-18 of width 16, TSER", "{architecture: resnet18, width: 16, timesteps: 4}", 128, 64, 32)
        {
            More = "objective: {method: tser}\nteacher: {recipe: teacher.yaml}",
        },
        .. BothWays(new("ResNet-18, T 4", "{architecture: resnet18, timesteps: 4}", 64, 16, 32)),
        .. BothWays(new("SEW ResNet-18 at 224, T 4", "{architecture: sew-resnet18, stem: imagenet, timesteps: 4}", 32, 8, 16) { Side = 224 }),
        .. BothWays(new("Spikformer-4-384, T 4", "{architecture: spikformer, timesteps: 4}", 32, 8, 16)),
    ];

    /// <summary>The recipe of the teachers, which is trained by a process of its own first.</summary>
    public const string Teacher = """
        name: teacher
        data: {set: synthetic, train_images: 32, test_images: 32}
        network: {architecture: resnet18, width: 32, activation: relu}
        training: {epochs: 1, batch_size: 16}
        """;

    private const int Classes = 10;

    private const string Small = "{architecture: resnet, blocks: [1], width: 4, stem_stride: 4, timesteps: 2}";

    /// <summary>A promise is never less than what is held, and at most this much more.</summary>
    public const double Most = 1.1;

    /// <summary>Passes over the images.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>The side of pictures that are decoded, in place of synthetic images of 32x32.</summary>
    public int? Side { get; init; }

    /// <summary>Whether blocks are run again in the backward pass.</summary>
    public bool Recompute { get; init; }

    /// <summary>Further sections of the recipe.</summary>
    public string More { get; init; } = "";

    /// <summary>Whether the recipe names the teacher's.</summary>
    public bool HasTeacher => More.Contains("teacher.yaml", StringComparison.Ordinal);

    public string Recipe(string optimizer) => $$"""
        name: run
        data: {{{Set}}, train_images: {{Images}}, test_images: {{TestImages}}, augmentation: [flip]}
        network: {{Network}}
        training: {epochs: {{Epochs}}, batch_size: {{BatchSize}}, optimizer: {{optimizer}}, learning_rate: 0.001, recompute: {{Recompute}}}
        {{More}}
        """;

    /// <summary>Writes the pictures that the recipe names, where it names any: ten classes, each of one colour.</summary>
    public void WritePictures(string folder)
    {
        if (Side is null) return;
        foreach ((string part, int count) in (ReadOnlySpan<(string, int)>)[("train", Images), ("val", TestImages)])
        {
            for (int i = 0; i < Math.Max(count, Classes); i++)
            {
                string of = Directory.CreateDirectory(Path.Combine(folder, "pictures", part, $"{i % Classes}")).FullName;
                File.WriteAllBytes(Path.Combine(of, $"{i}.bmp"), Bitmap((byte)(i % Classes * (byte.MaxValue / Classes))));
            }
        }
    }

    private string Set => Side is { } side ? $"set: folder, path: pictures, size: {side}" : "set: synthetic";

    private static IEnumerable<MemoryCase> BothWays(MemoryCase one) => [one, one with { Name = one.Name + ", recompute", Recompute = true }];

    /// <summary>A picture of 8x8 pixels of one grey.</summary>
    private static byte[] Bitmap(byte grey)
    {
        const int Header = 54, Length = 8, Pixels = Length * Length * 3;
        byte[] file = new byte[Header + Pixels];
        "BM"u8.CopyTo(file);
        (int At, int Value)[] fields = [(2, file.Length), (10, Header), (14, 40), (18, Length), (22, Length), (26, 1 | (24 << 16)), (34, Pixels)];
        foreach ((int at, int value) in fields) BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        file.AsSpan(Header).Fill(grey);
        return file;
    }
}
