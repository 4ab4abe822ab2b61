using System.Text;
using SpikeDistill.Catalogs;
using SpikeDistill.Distillation;
using SpikeDistill.Recipes;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>The reader of a run folder's recipe, or of the settings that older versions wrote.</summary>
/// <param name="name">The target.</param>
/// <param name="file">The file's name.</param>
/// <param name="seed">The file as it is written.</param>
internal abstract class SettingsTarget(string name, string file, byte[] seed) : FuzzTarget
{
    private readonly string _folder = MakeFolder();

    public override string Name => name;

    public override IReadOnlyList<byte[]> Seeds => [seed];

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. new[]
        {
            "{", "}", "[", "]", "\"", ",", ":", "null", "true", "\"terms\": null", "\"terms\": [null]", "\"blocks\": [null]",
            "\"augmentation\": [null]", "\"network\": null,", "\\u0000", "\\ud800",
        }
            .Select(Encoding.ASCII.GetBytes),
    ];

    public override void Read(byte[] input, int which)
    {
        File.WriteAllBytes(Path.Combine(_folder, file), input);
        RunFolder folder = RunFolder.Open(_folder);
        _ = SettingsDifference.First(folder.Settings, folder.Settings with { Seed = 99 }, Catalog.Default);
        _ = Recipe.Write(folder.Settings);
    }

    public override bool IsDocumented(Exception failure) => failure is RunException;

    // A YAML parser makes objects of every character's mark.
    public override long AllowedBytes(int length) => (512 << 10) + (file.EndsWith(".yaml", StringComparison.Ordinal) ? 2000L : 256L) * length;

    public override long AllowedBytes(byte[] input) => AllowedBytes(input.Length) + NamedBlocks.Bytes(input);

    public override void Dispose() => Directory.Delete(_folder, recursive: true);
}

/// <summary>The reader of a run's recipe.yaml.</summary>
internal sealed class RunFolderTarget() : SettingsTarget("run-folder", "recipe.yaml", Encoding.UTF8.GetBytes(Recipe.Write(Run)))
{
    private static readonly ExperimentSettings Run = new()
    {
        Name = "run",
        Objective = Methods.Tser(),
        Teacher = new TeacherSettings { Recipe = "/teacher.yaml" },
    };
}

/// <summary>The reader of a settings.json, which older versions wrote.</summary>
internal sealed class FormerRunTarget() : SettingsTarget("former-run", "settings.json", Settings())
{
    private static byte[] Settings()
    {
        using Stream stream = typeof(FormerRunTarget).Assembly.GetManifestResourceStream("former-settings.json")!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
