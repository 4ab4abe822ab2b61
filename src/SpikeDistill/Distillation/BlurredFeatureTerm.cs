using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>
/// BKDSNN's features (Xu et al., ECCV 2024): ‖G(B ⊙ F_stu) - F_tea‖² for an image, F_stu averaged over time and aligned by a learned 1x1
/// convolution where channels differ. The blurred matrix B is 0 with a given probability and else 1, drawn for each image and channel
/// (or each image and location) and never rescaled; G restores with two learned 3x3 convolutions and a ReLU between them. Scaled to the
/// number of elements (<see cref="ElementCount"/>).
/// </summary>
internal sealed class BlurredFeatureTerm : FeatureTerm
{
    /// <summary>The probability that B is 0.</summary>
    public static readonly TermOption MaskRate = new("mask_rate", 0.15, "at least 0 and below 1", rate => rate is >= 0 and < 1);

    /// <summary>1 for a B that is drawn for each location, the same for all channels; 0 for one that is drawn for each channel, the same for all locations.</summary>
    public static readonly TermOption PerLocation = new("mask_per_location", 0, "0 or 1", flag => flag is 0 or 1);

    private static readonly ulong Purpose = CounterRandom.Stream("blurred matrix");

    private readonly Alignment?[] _alignments;
    private readonly (Alignment First, Alignment Second)[] _restorations;

    /// <summary>Makes the term, its alignments and restoration blocks.</summary>
    public BlurredFeatureTerm(TermSettings settings, TermContext context)
        : base(settings, context)
    {
        _alignments = [.. Stages.Select(pair => Alignment.WhereNeeded(context, $"align{pair.StudentIndex + 1}", pair))];
        _restorations = [.. Stages.Select(pair => (Restoring(pair, 0), Restoring(pair, 2)))];

        Alignment Restoring(StagePair pair, int place)
            => new(context, $"restore{pair.StudentIndex + 1}.{place}", pair.Teacher.Channels, pair.Teacher.Channels, kernel: 3);
    }

    /// <inheritdoc/>
    protected override Tensor Compare(Tape tape, int pair, Tensor student, Tensor teacher, BatchDraw draw)
    {
        (student, teacher) = ToSmaller(tape, student, teacher);
        Tensor aligned = _alignments[pair]?.Apply(tape, student) ?? student;
        Tensor blurred = tape.Multiply(aligned, BlurredMatrix(tape, aligned.Shape, Stages[pair].StudentIndex, draw));
        (Alignment first, Alignment second) = _restorations[pair];
        Tensor restored = second.Apply(tape, tape.Relu(first.Apply(tape, blurred)));
        return ElementCount.Distance(tape, restored, teacher, Stages[pair]);
    }

    /// <summary>B for features [N, H, W, C].</summary>
    internal Tensor BlurredMatrix(Tape tape, Shape shape, int stage, BatchDraw draw)
    {
        float rate = (float)Settings.Option(MaskRate);
        bool perLocation = Settings.Option(PerLocation) == 1;
        int channels = shape[3], locations = shape[1] * shape[2];
        Tensor matrix = tape.Allocate(shape);
        float[] drawn = new float[perLocation ? locations : channels];
        for (int n = 0; n < shape[0]; n++)
        {
            CounterRandom random = draw.ForSample(Purpose + (ulong)stage, n);
            foreach (ref float value in drawn.AsSpan())
            {
                value = random.NextSingle() < rate ? 0 : 1;
            }

            for (int location = 0; location < locations; location++)
            {
                Span<float> row = matrix.Values.Slice(((n * locations) + location) * channels, channels);
                if (perLocation)
                {
                    row.Fill(drawn[location]);
                }
                else
                {
                    drawn.CopyTo(row);
                }
            }
        }

        return matrix;
    }
}
