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
    private const string Printed = "verified against the paper's equations with the preset paper-literal; alpha is not given there; "
        + "public-code differs from them by the square of the temperature and a cross-entropy at temperature 1";
    private const string Averaged = Printed + ", and where the paper averages by the mean of logits in place of probabilities";
    private const string Entropy = Printed + "; the temperature of the entropy is ambiguous in the paper";
    private const string Combined = "a combination of our own, in no paper; each term is verified by itself";
    private const string ByCode = "loss classes verified against its public code, whose defects are not copied; weights are scaled to the number of elements";
    private const string Mixed = ByCode + "; the mixed run is not: the public script cannot run it, and its factor is 7e-5 in the published command, 2e-3 in the configuration files";
    private const string StandIn = "loss class verified against the public code of BKDSNN, which compares itself with this under the name; not the method's own loss";
    private const string OnMaps = StandIn + "; on the map, where the public script hands the loss the average-pooled vector: kdsnn_stand_in_pooled";

    public static IReadOnlyList<(MethodInfo Info, Func<MethodReading, IReadOnlyList<TermSettings>> Terms)> All { get; } =
    [
        (new("cross_entropy", "labels alone, mean logits", "-", "exact"), r => [r.WholeCrossEntropy(MeanLogits)]),
        (new("tet", "labels at every step, logits drawn to a target", "TET (Deng et al., ICLR 2022)", "loss verified against its public code"),
            r => [r.WholeCrossEntropy(EachStep) with { Weight = r.LeftByLogitTarget() }, r.LogitTarget()]),

        (new("vanilla_kd", "labels and teacher on the average over time", Tser + ", Eq. 7; public-code averages logits, as its Fig. 1 has it", Averaged), r => [r.CrossEntropy(r.Averaged), r.Distillation(r.Averaged)]),
        (new("vanilla_kd_probabilities", "labels and teacher on the mean probabilities", Tser + ", Eq. 7", Printed), r => [r.CrossEntropy(MeanProbabilities), r.Distillation(MeanProbabilities)]),
        (new("ts_ce", "temporal separation of the labels alone", Tser + ", Table 3", Averaged), r => [r.CrossEntropy(EachStep), r.Distillation(r.Averaged)]),
        (new("ts_kl", "temporal separation of the teacher alone", Tser + ", Table 3", Averaged), r => [r.CrossEntropy(r.Averaged), r.Distillation(EachStep)]),
        (new("ts", "temporal separation: labels and teacher at every step", Tser + ", Eq. 8", Printed), r => [r.CrossEntropy(EachStep), r.Distillation(EachStep)]),
        (new("vanilla_kd_er", "vanilla_kd with entropy regularization", "terms of " + Tser + ", Eq. 7 and 10", Combined), r => [r.CrossEntropy(r.Averaged), r.Distillation(r.Averaged), r.Entropy()]),
        (new("ts_ce_er", "ts_ce with entropy regularization", "terms of " + Tser, Combined), r => [r.CrossEntropy(EachStep), r.Distillation(r.Averaged), r.Entropy()]),
        (new("ts_kl_er", "ts_kl with entropy regularization", "terms of " + Tser, Combined), r => [r.CrossEntropy(r.Averaged), r.Distillation(EachStep), r.Entropy()]),
        (new("tser", "temporal separation with entropy regularization", Tser + ", Eq. 11", Entropy), r => [r.CrossEntropy(EachStep), r.Distillation(EachStep), r.Entropy()]),

        (new("ts_ensemble", "labels, teacher and the ensemble of the student's own right steps, at every step", "Yu et al., ICML 2025 (temporal decoupling)", "loss and weights verified against its public code"),
            r => [r.WholeCrossEntropy(EachStep), r.OnLogits("distillation", EachStep, weight: 0.2, temperature: 3), r.Ensemble(weight: 0.5, temperature: 3)]),

        (new("kdsnn", "labels, the teacher's soft labels and aligned features of every stage", Kdsnn, "approximation: no public code; weights, distance and alignment are a reading of descriptions"),
            r => [r.WholeCrossEntropy(MeanLogits), r.OnLogits("soft_cross_entropy", MeanLogits, weight: 1, temperature: 4), r.OnFeatures("aligned_feature", StageReading.All, weight: 1)]),
        (new("kdsnn_stand_in", "labels and features of the last stage", Kdsnn + " as BKDSNN's code has it", OnMaps), r => [r.WholeCrossEntropy(MeanLogits), r.OnFeatures("summed_feature", Last, weight: 7e-5)]),
        (new("kdsnn_stand_in_pooled", "labels and average-pooled features of the last stage", Kdsnn + " as BKDSNN's script runs it", StandIn), r => [r.WholeCrossEntropy(MeanLogits), r.OnFeatures("pooled_feature", Last, weight: 7e-5)]),
        (new("lasnn", "attention maps of every stage, labels after a share of the epochs", Lasnn, "approximation: no public code; attention transfer as RepDistiller computes it, weights and stages a reading of the abstract"),
            r => [r.OnFeatures("attention", StageReading.All, weight: 1000), r.AfterFeatures(r.WholeCrossEntropy(MeanLogits)), .. r.TeacherAfterFeatures()]),
        (new("lasnn_joint", "attention maps of every stage, labels and teacher from the first epoch", Lasnn + " trained as its authors' SASTC (AAAI 2025)",
            "approximation: cross-entropy on mean logits, divergence at temperature 4 and a feature term as SASTC's public code weighs them, with LaSNN's attention maps in place of its own features"),
            r => [r.OnFeatures("attention", StageReading.All, weight: 1000), r.WholeCrossEntropy(MeanLogits), r.JointTeacher()]),
        (new("lasnn_stand_in", "labels and features of every stage", Lasnn + " as BKDSNN's code has it", StandIn), r => [r.WholeCrossEntropy(MeanLogits), r.OnFeatures("summed_feature", StageReading.All, weight: 7e-5)]),

        (new("bkdsnn", "labels, weighted soft labels and blurred features of the last stage", Bkdsnn, Mixed),
            r => [r.WholeCrossEntropy(MeanLogits), r.OnLogits("weighted_distillation", MeanLogits, weight: 1, temperature: 2), r.BlurredFeature()]),
        (new("bkdsnn_feature", "labels and blurred features of the last stage", Bkdsnn, ByCode), r => [r.WholeCrossEntropy(MeanLogits), r.BlurredFeature()]),
        (new("bkdsnn_logits", "labels and weighted soft labels", Bkdsnn, ByCode), r => [r.WholeCrossEntropy(MeanLogits), r.OnLogits("weighted_distillation", MeanLogits, weight: 1, temperature: 2)]),
    ];
}
