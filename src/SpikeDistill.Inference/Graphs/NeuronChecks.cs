namespace SpikeDistill.Inference.Graphs;

/// <summary>What the numbers of neurons must hold to.</summary>
internal static class NeuronChecks
{
    public static void Check(NeuronNode node)
    {
        Decays(node, node.Decay);
        bool each = node.Thresholds.Length > 0;
        Require(float.IsFinite(node.Threshold) && float.IsFinite(node.ResetValue), node, "has a threshold or a reset value that is not finite");
        Require(each || (node.Threshold > 0 && node.ResetValue < node.Threshold), node, "has a threshold that is not above 0 and above its reset value");
        Require(!each || node.HardReset, node, "has thresholds by channels, but takes them off where it fires");
        if (each)
        {
            Thresholds(node, node.Thresholds);
        }
    }

    public static void Check(GatedNode node)
    {
        Decays(node, node.Decay);
        Thresholds(node, node.Thresholds);
        int channels = node.Channels, gains = node.Gains.Length;
        Require(gains >= channels && gains % channels == 0, node, $"has {gains} gains for steps of {channels} channels");
        Require(gains / channels <= StudentChecks.MostTimesteps, node, $"has gains for more than {StudentChecks.MostTimesteps} steps");
        foreach (float[] values in (float[][])[node.Constants, node.Kept, node.Taken])
        {
            Require(values.Length == channels, node, $"has {values.Length} numbers for {channels} channels");
            StudentChecks.AllFinite(values, node.Name);
        }

        StudentChecks.AllFinite(node.Gains, node.Name);
        Require(node.Kept.All(kept => kept is >= 0 and <= 1), node, "keeps of a potential what is outside 0 to 1");
    }

    public static void Check(SynapticNode node)
    {
        Decays(node, node.Decay);
        Decays(node, node.Kept);
        bool finite = float.IsFinite(node.Threshold) && float.IsFinite(node.ResetValue) && float.IsFinite(node.Rest);
        Require(finite, node, "has a threshold, a reset value or a rest that is not finite");
        Require(node.Threshold > 0 && node.ResetValue < node.Threshold, node, "has a threshold that is not above 0 and above its reset value");
    }

    public static void Check(RecallNode node)
    {
        Decays(node, node.Decay);
        int channels = node.Channels, shifts = node.Shifts.Length;
        Require(node.Queries.Length == channels, node, $"has {node.Queries.Length} queries for {channels} channels");
        Require(shifts >= channels && shifts % channels == 0, node, $"has {shifts} shifts for steps of {channels} channels");
        Require(shifts / channels <= StudentChecks.MostTimesteps, node, $"has shifts for more than {StudentChecks.MostTimesteps} steps");
        StudentChecks.AllFinite(node.Queries, node.Name);
        StudentChecks.AllFinite(node.Shifts, node.Name);
        Require(float.IsFinite(node.Threshold) && node.Threshold > 0, node, "has a threshold that is not above 0");
    }

    private static void Decays(SumNode node, float[] decay)
    {
        Require(decay.Length == node.Channels, node, $"has {decay.Length} decays for {node.Channels} channels");
        Require(decay.All(one => one is >= 0 and <= 1), node, "has a decay outside 0 to 1");
    }

    private static void Thresholds(SumNode node, float[] thresholds)
    {
        Require(thresholds.Length == node.Channels, node, $"has {thresholds.Length} thresholds for {node.Channels} channels");
        Require(!Array.Exists(thresholds, float.IsNaN), node, "has a threshold that is no number");
    }

    private static void Require(bool holds, StudentNode node, string otherwise) => StudentChecks.Require(holds, node, otherwise);
}
