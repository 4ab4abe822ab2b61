using System.Text.Json;
using SpikeDistill.Costs;
using SpikeDistill.Metrics;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>What a process measured of a teacher, for the others of the comparison.</summary>
/// <param name="Weights">What was measured, as <see cref="StampOf"/> tells it.</param>
/// <param name="TrainAccuracy">Accuracy on its training images, 0 to 1.</param>
/// <param name="MayKnowImages">Whether nothing says that the images of the variants were kept from it.</param>
/// <param name="Evaluation">Its evaluation, on the images of the variants.</param>
/// <param name="Macs">Multiply-accumulates of an image.</param>
/// <param name="Acs">Accumulates of an image at its firing rates.</param>
/// <param name="Ops">Accumulates of an image at rate 1.</param>
internal sealed record KeptTeacher(
    string Weights, double TrainAccuracy, bool MayKnowImages, Evaluation Evaluation, long Macs, double Acs, long Ops)
{
    public static KeptTeacher Of(PlannedTeacher teacher, string images, TeacherResult result) => new(
        StampOf(teacher, images), result.TrainAccuracy, result.MayKnowImages, result.Evaluation, result.Operations.Macs, result.Operations.Acs,
        result.Operations.Ops);

    /// <summary>What tells a teacher's weights, and the images that it was measured on, from others.</summary>
    /// <param name="teacher">The teacher.</param>
    /// <param name="images">The images, in words.</param>
    public static string StampOf(PlannedTeacher teacher, string images)
    {
        FileInfo file = new(Directory.Exists(teacher.Place) ? Path.Combine(teacher.Place, SpikeDistill.Runs.RunFolder.WeightsName) : teacher.Place);
        string model = teacher.Onnx is { } onnx ? $" {JsonSerializer.Serialize(onnx, Json.Line)}" : "";
        return $"{teacher.Place}{model} {(file.Exists ? $"{file.Length} {file.LastWriteTimeUtc.Ticks}" : "")} {images}";
    }

    public TeacherResult Of(PlannedTeacher teacher)
        => new(teacher.Name, teacher.Place, TrainAccuracy, Evaluation, new OperationCount { Macs = Macs, Acs = Acs, Ops = Ops })
        {
            MayKnowImages = MayKnowImages,
        };
}
