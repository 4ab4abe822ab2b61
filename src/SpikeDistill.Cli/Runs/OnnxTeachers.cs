using SpikeDistill.Cli.Failures;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Onnx;
using SpikeDistill.Options;
using SpikeDistill.Recipes;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Runs;

/// <summary>Models of ONNX as teachers of the images that a run sees.</summary>
internal static class OnnxTeachers
{
    /// <exception cref="InputException">The model cannot be such a teacher, or the images are not to be had.</exception>
    public static Network Load(Engine engine, OnnxTeacherSettings onnx, DataSource images)
        => Load(engine, onnx, InputException.Guard(images.Describe).Shape);

    /// <inheritdoc cref="Load(Engine, OnnxTeacherSettings, DataSource)"/>
    public static Network Load(Engine engine, OnnxTeacherSettings onnx, ImageShape images)
        => InputException.Guard(() => OnnxTeacher.Load(engine, onnx, images));

    /// <summary>A model as recipes write it, <c>{onnx: vit.onnx, logits: NAME}</c>; null for a path.</summary>
    /// <exception cref="RecipeException">Keys that a model of ONNX has not, or no file.</exception>
    public static OnnxTeacherSettings? Written(string text, string directory)
    {
        if (!text.StartsWith('{'))
        {
            return null;
        }

        RecipeNode written = YamlReader.Read(text, directory, _ => "--teacher");
        TeacherSettings teacher = RecipeKeys.Teacher.Read(written, "teacher");
        return teacher is { Onnx: { Path.Length: > 0 } onnx, Checkpoint: null, Recipe: null }
            ? onnx
            : throw written.Error("a model of ONNX is written as {onnx: vit.onnx, logits: NAME}; any other teacher by the path of its run or weights.");
    }
}
