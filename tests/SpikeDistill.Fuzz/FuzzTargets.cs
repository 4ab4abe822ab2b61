using SpikeDistill.Fuzz.Targets;

namespace SpikeDistill.Fuzz;

/// <summary>Every reader, by name. A new one is a file in Targets and a line here.</summary>
internal static class FuzzTargets
{
    private static readonly Dictionary<string, Func<FuzzTarget>> Makers = new(EventTarget.All, StringComparer.Ordinal)
    {
        ["safetensors"] = () => new SafeTensorsTarget(),
        ["cifar"] = () => new CifarTarget(),
        ["pickle"] = () => new PickleTarget(),
        ["pytorch"] = () => new PyTorchTarget(),
        ["recipe"] = () => new RecipeTarget(),
        ["description"] = () => new DescriptionTarget(),
        ["checkpoint"] = () => new CheckpointTarget(),
        ["run-folder"] = () => new RunFolderTarget(),
        ["former-run"] = () => new FormerRunTarget(),
        ["picture"] = () => new PictureTarget(),
        ["picture-index"] = () => new PictureIndexTarget(),
        ["idx"] = () => new IdxTarget(),
        ["npy"] = () => new NpyTarget(),
        ["import"] = () => new ImportTarget(),
        ["teacher-logits"] = () => new TeacherLogitsTarget(),
        ["student"] = () => new StudentTarget(),
        ["student-run"] = () => new StudentRunTarget(),
        ["onnx"] = () => new OnnxTarget(),
        ["scalar-log"] = () => new ScalarLogTarget(),
        ["spike-trains"] = () => new SpikeTrainTarget(),
        ["nir"] = () => new NirTarget(),
    };

    public static IReadOnlyList<string> Names => [.. Makers.Keys];

    public static FuzzTarget Create(string name) => Makers[name]();
}
