using System.Text;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>The reader of a run folder's settings.</summary>
internal sealed class RunFolderTarget : FuzzTarget
{
    private readonly string _folder = MakeFolder();
    private readonly string _settingsPath;

    public RunFolderTarget()
    {
        using Engine engine = new(1);
        ExperimentSettings settings = new()
        {
            Name = "run",
            Objective = Distillation.ObjectiveMethods.Create("tser"),
            Teacher = new TeacherSettings { Recipe = "/teacher.yaml" },
        };
        string path = Path.Combine(_folder, "run");
        RunFolder.Create(path, settings, "name: run\n", engine);
        _settingsPath = Path.Combine(path, "settings.json");
        Seeds = [File.ReadAllBytes(_settingsPath)];
    }

    public override string Name => "run-folder";

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. new[]
        {
            "{", "}", "[", "]", "\"", ",", ":", "null", "true", "\"terms\": null", "\"terms\": [null]", "\"blocks\": [null]",
            "\"augmentation\": [null]", "\"network\": null,", "\\u0000", "\\ud800",
        }
            .Select(Encoding.ASCII.GetBytes),
    ];

    public override void Read(byte[] input, int seed)
    {
        File.WriteAllBytes(_settingsPath, input);
        RunFolder folder = RunFolder.Open(Path.GetDirectoryName(_settingsPath)!);
        _ = SettingsDifference.First(folder.Settings, folder.Settings with { Seed = 99 });
        _ = SpikeDistill.Recipes.Recipe.Write(folder.Settings);
    }

    public override bool IsDocumented(Exception failure) => failure is RunException;

    public override long AllowedBytes(int length) => (256 << 10) + (256L * length);

    public override void Dispose() => Directory.Delete(_folder, recursive: true);
}
