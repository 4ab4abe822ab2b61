using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Inference.Files;

/// <summary>The numbers of the kinds of nodes in files.</summary>
internal enum NodeCode
{
    Neurons = 1,
    Logits = 2,
    Pool = 3,
    GlobalSum = 4,
    Join = 5,
    ThresholdNeurons = 6,
    GatedNeurons = 7,
    Currents = 8,
    Attention = 9,
    Code = 10,
    SynapticNeurons = 11,
    RecallNeurons = 12,
    DrawnCode = 13,
}

/// <summary>The numbers of the kinds of terms in files.</summary>
internal enum TermCode
{
    Value = 1,
    Integers = 2,
    Floats = 3,
}

internal static class NodeCodes
{
    public static NodeCode Of(StudentNode node) => node switch
    {
        NeuronNode { Thresholds.Length: > 0 } => NodeCode.ThresholdNeurons,
        NeuronNode => NodeCode.Neurons,
        GatedNode => NodeCode.GatedNeurons,
        SynapticNode => NodeCode.SynapticNeurons,
        RecallNode => NodeCode.RecallNeurons,
        CurrentNode => NodeCode.Currents,
        LogitsNode => NodeCode.Logits,
        PoolNode => NodeCode.Pool,
        GlobalSumNode => NodeCode.GlobalSum,
        JoinNode => NodeCode.Join,
        AttentionNode => NodeCode.Attention,
        CodeNode => NodeCode.Code,
        DrawnCodeNode => NodeCode.DrawnCode,
        _ => throw new StudentException($"The node '{node.Name}' is of a kind that no file holds: {node.GetType().Name}."),
    };

    public static TermCode Of(Term term) => term switch
    {
        WeightTerm { Integers: not null } => TermCode.Integers,
        WeightTerm => TermCode.Floats,
        _ => TermCode.Value,
    };
}
