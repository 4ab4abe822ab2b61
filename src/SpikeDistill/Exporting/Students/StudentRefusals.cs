using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Exporting;

/// <summary>Why a node is no part of a student.</summary>
internal static class StudentRefusals
{
    public static string Of(Node node) => node switch
    {
        ProjectedAttentionNode => "weighs each step by all others, but a student runs step by step and sees no later one",
        AttentionNode or GeluNode or LayerNormNode => "is of an ANN: its values are floats that no neurons fire for",
        ClassTokenNode or PositionNode or SelectTokenNode => "is of an ANN's tokens; those of spiking transformers are pixels",
        ResizeNode => "resizes maps of more than one pixel; images are given to a student in the size that its network is to see",
        _ => "has no counterpart in a student",
    };
}
