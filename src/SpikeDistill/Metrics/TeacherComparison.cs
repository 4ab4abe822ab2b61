using SpikeDistill.Tensors;

namespace SpikeDistill.Metrics;

/// <summary>
/// How a student's answers relate to its teacher's, both by their mean logits. Entropy regularization (TSER Eq. 10) is meant to
/// lower the copy rate.
/// </summary>
/// <param name="TeacherAccuracy">The teacher's accuracy on the same images, 0 to 1.</param>
/// <param name="Agreement">Share of the images that both give the same class, 0 to 1.</param>
/// <param name="TeacherWrong">Images the teacher gets wrong.</param>
/// <param name="AccuracyWhereTeacherWrong">The student's accuracy on those, 0 to 1; null when there are none.</param>
/// <param name="CopyRate">Share of those on which the student gives the teacher's wrong class, 0 to 1; null when there are none.</param>
public sealed record TeacherComparison(double TeacherAccuracy, double Agreement, int TeacherWrong, double? AccuracyWhereTeacherWrong, double? CopyRate);

/// <summary>Adds up a <see cref="TeacherComparison"/>.</summary>
internal sealed class TeacherComparisonCounter
{
    private int _images;
    private int _agreed;
    private int _wrong;
    private int _rightWhereWrong;
    private int _copied;

    public TeacherComparison Comparison => new(
        Share(_images - _wrong, _images) ?? 0,
        Share(_agreed, _images) ?? 0,
        _wrong,
        Share(_rightWhereWrong, _wrong),
        Share(_copied, _wrong));

    /// <summary>Adds a batch: logits averaged over T, [N, classes], of both, and N labels, of which those below 0 are left out.</summary>
    public void Add(Tensor student, Tensor teacher, IReadOnlyList<int> labels)
    {
        int classes = student.Shape[1];
        for (int n = 0; n < labels.Count; n++)
        {
            if (labels[n] < 0)
            {
                continue;
            }

            int said = Logits.Largest(student.Values.Slice(n * classes, classes)), taught = Logits.Largest(teacher.Values.Slice(n * classes, classes));
            _agreed += said == taught ? 1 : 0;
            if (taught != labels[n])
            {
                _wrong++;
                _rightWhereWrong += said == labels[n] ? 1 : 0;
                _copied += said == taught ? 1 : 0;
            }

            _images++;
        }
    }

    private static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;
}
