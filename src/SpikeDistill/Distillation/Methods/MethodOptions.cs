using SpikeDistill.Options;

namespace SpikeDistill.Distillation;

/// <summary>The numbers that papers leave open. A method declares those it uses, with a default of its own where its source has one.</summary>
public static class MethodOptions
{
    /// <summary>α, the share of distillation against cross-entropy; the papers do not give it.</summary>
    public static Option<double> Alpha { get; }
        = new(
            "alpha",
            Kinds.Number(least: 0, most: 1, meaning: "the share of distillation"),
            0.5,
            "The share of distillation against cross-entropy; the papers give none.");

    /// <summary>λ, the weight of entropy regularization.</summary>
    public static Option<double> Lambda { get; }
        = new("lambda", Kinds.NotNegative, 0.01, "The weight of entropy regularization; TSER finds 0.0001 to 0.2 usable.");

    /// <summary>λ of TET, the share of its regularizer against the cross-entropy.</summary>
    public static Option<double> LogitTargetShare { get; }
        = new(
            "lambda",
            Kinds.Number(least: 0, most: 1, meaning: "the share of TET's regularizer"),
            0.001,
            "The share of TET's regularizer against the cross-entropy.");

    /// <summary>τ, the temperature of the distillation.</summary>
    public static Option<double> Temperature { get; } = new("temperature", Kinds.Positive, 5, "Temperature of the distillation.");

    /// <summary>The temperature of entropy regularization. The papers leave open which of τ and 1 is meant.</summary>
    public static Option<double?> EntropyTemperature { get; }
        = new("entropy_temperature", Kinds.Optional(Kinds.Positive), null, "Temperature of entropy regularization; left out, that of the distillation.");

    /// <summary>Whether entropy regularization is multiplied by the square of its temperature.</summary>
    public static Option<bool> EntropyTimesTemperatureSquared { get; }
        = new("entropy_times_temperature_squared", Kinds.Flag, false, "Whether entropy regularization is multiplied by the square of its temperature.");

    /// <summary>The weight of the term on features.</summary>
    public static Option<double> FeatureWeight { get; } = new("feature_weight", Kinds.NotNegative, 1, "The weight of the term on features.");

    /// <summary>The weight of the term on the teacher's logits.</summary>
    public static Option<double> LogitWeight { get; }
        = new("logit_weight", Kinds.NotNegative, 1, "The weight of the term on the teacher's logits, which is multiplied by the square of the temperature.");

    /// <summary>The weight of the ensemble of the student's own right steps.</summary>
    public static Option<double> EnsembleWeight { get; }
        = new("ensemble_weight", Kinds.NotNegative, 0.5, "The weight of the ensemble of the student's own right steps.");

    /// <summary>The share of the epochs that learn from features alone before logits count.</summary>
    public static Option<double> FeatureShare { get; }
        = new("feature_share", Kinds.ShareBelowOne, 0.2, "The share of the epochs that learn from features alone before labels count; 0 trains both at once.");

    /// <summary>The probability that the blurred matrix is 0.</summary>
    public static Option<double> MaskRate { get; }
        = new(
            "mask_rate",
            BlurredFeatureTerm.MaskRateKind,
            new BlurredFeatureTerm().MaskRate,
            "The probability that the blurred matrix is 0, drawn for each image.");

    /// <summary>Whether the blurred matrix is drawn for each location, and not for each channel.</summary>
    public static Option<bool> MaskPerLocation { get; }
        = new("mask_per_location", Kinds.Flag, false, "Whether the blurred matrix is drawn for each location, and not for each channel.");

    /// <summary>How the terms use the steps of a teacher that spikes.</summary>
    public static Option<TeacherReading> TeacherSteps { get; }
        = new(
            "teacher_steps",
            Kinds.Enumeration<TeacherReading>(),
            TeacherReading.Mean,
            "How the steps of a teacher that spikes are used: mean, aligned with the student's, last.");

    /// <summary>Label smoothing of the cross-entropy.</summary>
    public static Option<double> LabelSmoothing { get; }
        = new("label_smoothing", Kinds.ShareBelowOne, 0, "The share of the label that all classes get alike, in the cross-entropy.");
}
