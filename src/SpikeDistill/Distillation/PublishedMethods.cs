using static SpikeDistill.Distillation.OutputReading;
using static SpikeDistill.Distillation.StageReading;

namespace SpikeDistill.Distillation;

/// <summary>The methods, each a line: what it is, and its list of terms.</summary>
internal static class PublishedMethods
{
    private const string Tser = "TSER (Yu et al., CVPR 2025)";
    private const string Kdsnn = "KDSNN (Xu et al., CVPR 2023)";
    private const string Lasnn = "LaSNN (Hong et al. 2023)";
    private const string Bkdsnn = "BKDSNN (Xu et al., ECCV 2024)";
    private const string Printed = "verified against the paper's equations; alpha is not given there";
    private const string Entropy = Printed + "; the temperature of the entropy is ambiguous there";
    private const string ByCode = "losses verified against its public code, whose defects are not copied; weights are scaled to the number of elements";
    private const string StandIn = "verified against the public code of BKDSNN, which compares itself with this under the name; not the method's own loss";

    public static IReadOnlyList<(MethodInfo Info, Func<MethodReading, IReadOnlyList<TermSettings>> Terms)> All { get; } =
    [
        (new("cross_entropy", "labels alone, mean logits", "-", "exact"), r => [r.WholeCrossEntropy(MeanLogits)]),
        (new("tet", "labels at every step, logits drawn to a target", "TET (Deng et al., ICLR 2022)", "loss verified against its public code"),
            r => [r.WholeCrossEntropy(EachStep) with { Weight = r.LeftByLogitTarget() }, r.LogitTarget()]),

        (new("vanilla_kd", "labels and teacher on the mean logits", Tser + ", Eq. 7 with the average of its Fig. 1", Printed), r => [r.CrossEntropy(MeanLogits), r.Distillation(MeanLogits)]),
        (new("vanilla_kd_probabilities", "labels and teacher on the mean probabilities", Tser + ", Eq. 7", Printed), r => [r.CrossEntropy(MeanProbabilities), r.Distillation(MeanProbabilities)]),
        (new("ts_ce", "temporal separation of the labels alone", Tser + ", Table 3", Printed), r => [r.CrossEntropy(EachStep), r.Distillation(MeanLogits)]),
        (new("ts_kl", "temporal separation of the teacher alone", Tser + ", Table 3", Printed), r => [r.CrossEntropy(MeanLogits), r.Distillation(EachStep)]),
        (new("ts", "temporal separation: labels and teacher at every step", Tser + ", Eq. 8", Printed), r => [r.CrossEntropy(EachStep), r.Distillation(EachStep)]),
        (new("vanilla_kd_er", "vanilla_kd with entropy regularization", Tser + ", Eq. 7 and 10", Entropy), r => [r.CrossEntropy(MeanLogits), r.Distillation(MeanLogits), r.Entropy()]),
        (new("ts_ce_er", "ts_ce with entropy regularization", Tser, Entropy), r => [r.CrossEntropy(EachStep), r.Distillation(MeanLogits), r.Entropy()]),
        (new("ts_kl_er", "ts_kl with entropy regularization", Tser, Entropy), r => [r.CrossEntropy(MeanLogits), r.Distillation(EachStep), r.Entropy()]),
        (new("tser", "temporal separation with entropy regularization", Tser + ", Eq. 11", Entropy), r => [r.CrossEntropy(EachStep), r.Distillation(EachStep), r.Entropy()]),

        (new("ts_ensemble", "labels, teacher and the ensemble of the student's own right steps, at every step", "Yu et al., ICML 2025 (temporal decoupling)", "loss and weights verified against its public code"),
            r => [r.WholeCrossEntropy(EachStep), r.OnLogits("distillation", EachStep, weight: 0.2, temperature: 3), r.Ensemble(weight: 0.5, temperature: 3)]),

        (new("kdsnn", "labels, the teacher's soft labels and aligned features of every stage", Kdsnn, "approximation: no public code; weights, distance and alignment are a reading of descriptions"),
            r => [r.WholeCrossEntropy(MeanLogits), r.OnLogits("soft_cross_entropy", MeanLogits, weight: 1, temperature: 4), r.OnFeatures("aligned_feature", StageReading.All, weight: 1)]),
        (new("kdsnn_stand_in", "labels and features of the last stage", Kdsnn + " as BKDSNN's code has it", StandIn), r => [r.WholeCrossEntropy(MeanLogits), r.OnFeatures("summed_feature", Last, weight: 7e-5)]),
        (new("lasnn", "attention maps of every stage, labels after a share of the epochs", Lasnn, "approximation: no public code; attention transfer as RepDistiller computes it, weights and stages a reading of the abstract"),
            r => [r.OnFeatures("attention", StageReading.All, weight: 1000), r.AfterFeatures(r.WholeCrossEntropy(MeanLogits)), .. r.TeacherAfterFeatures()]),
        (new("lasnn_stand_in", "labels and features of every stage", Lasnn + " as BKDSNN's code has it", StandIn), r => [r.WholeCrossEntropy(MeanLogits), r.OnFeatures("summed_feature", StageReading.All, weight: 7e-5)]),

        (new("bkdsnn", "labels, weighted soft labels and blurred features of the last stage", Bkdsnn, ByCode),
            r => [r.WholeCrossEntropy(MeanLogits), r.OnLogits("weighted_distillation", MeanLogits, weight: 1, temperature: 2), r.BlurredFeature()]),
        (new("bkdsnn_feature", "labels and blurred features of the last stage", Bkdsnn, ByCode), r => [r.WholeCrossEntropy(MeanLogits), r.BlurredFeature()]),
        (new("bkdsnn_logits", "labels and weighted soft labels", Bkdsnn, ByCode), r => [r.WholeCrossEntropy(MeanLogits), r.OnLogits("weighted_distillation", MeanLogits, weight: 1, temperature: 2)]),
    ];
}
