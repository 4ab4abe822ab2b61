namespace SpikeDistill.Onnx;

/// <summary>Where a model ends by its own account: fields of protocol buffers, most of which say how long they are.</summary>
internal static class OnnxEnd
{
    private const int Varint = 0, Fixed64 = 1, Counted = 2, Fixed32 = 5, LongestVarint = 10;

    /// <summary>Fields of a <c>ModelProto</c>; anything else is no model.</summary>
    private static readonly int[] Fields = [1, 2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26];

    /// <summary>Bytes that the field takes in which the file ends; null where it ends between two, or is no model.</summary>
    public static long? MissedBy(ReadOnlySpan<byte> model)
    {
        long at = 0;
        while (at < model.Length)
        {
            if (Number(model, ref at) is not { } tag || !Fields.Contains((int)Math.Min(tag >> 3, int.MaxValue)))
            {
                return null;
            }

            switch (tag & 7)
            {
                case Varint when Number(model, ref at) is not null:
                    break;
                case Fixed64:
                    at += sizeof(long);
                    break;
                case Fixed32:
                    at += sizeof(int);
                    break;
                case Counted when Number(model, ref at) is { } length and <= int.MaxValue:
                    at += (long)length;
                    break;
                default:
                    return null;
            }
        }

        return at > model.Length ? at : null;
    }

    /// <summary>A number in groups of seven bits, lowest first; null where there is none.</summary>
    private static ulong? Number(ReadOnlySpan<byte> bytes, ref long at)
    {
        ulong number = 0;
        for (int group = 0; group < LongestVarint && at < bytes.Length; group++)
        {
            byte next = bytes[(int)at++];
            number |= (ulong)(next & 0x7f) << (7 * group);
            if (next < 0x80)
            {
                return number;
            }
        }

        return null;
    }
}
