namespace SpikeDistill.Distillation;

/// <summary>Which of the student's outputs a term looks at.</summary>
public enum OutputReading
{
    /// <summary>Every time step for itself, then the mean over steps: temporal separation (TSER Eq. 8).</summary>
    EachStep,

    /// <summary>The logits averaged over T (TSER Fig. 1 and Algorithm 1; what public code calls the averaged output).</summary>
    MeanLogits,

    /// <summary>The softmax probabilities averaged over T (TSER Eq. 7 as printed).</summary>
    MeanProbabilities,
}

/// <summary>How a term uses the steps of a teacher that spikes. An ANN has one step, which all of these are.</summary>
public enum TeacherReading
{
    /// <summary>The mean over the teacher's steps, the same for every step of the student.</summary>
    Mean,

    /// <summary>
    /// For each of the student's steps the mean of as many of the teacher's, in order; the teacher's steps are a multiple of the student's. A term
    /// that averages the student's logits over time sees the mean.
    /// </summary>
    Aligned,

    /// <summary>The teacher's last step.</summary>
    Last,
}

/// <summary>Which stages' features a term looks at: those after each ResNet stage, before each VGG pooling.</summary>
public enum StageReading
{
    /// <summary>Those of every stage.</summary>
    All,

    /// <summary>Those of the last stage alone, before the global pool.</summary>
    Last,
}
