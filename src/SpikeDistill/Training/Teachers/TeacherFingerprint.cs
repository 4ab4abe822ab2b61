using System.Security.Cryptography;
using SpikeDistill.Interop;
using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Training;

/// <summary>Tells whether a run goes on with the teacher it was started with: the SHA-256 of its parameters and running statistics.</summary>
internal static class TeacherFingerprint
{
    public static string Of(Network teacher)
        => Of(teacher.Parameters.Select(parameter => parameter.Value).Concat(teacher.Buffers.Select(buffer => buffer.Value)));

    /// <summary>The SHA-256 of values one behind the other.</summary>
    public static string Of(IEnumerable<Tensor> values)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Tensor value in values)
        {
            ValueBytes.InPieces<float>(value.Values, hash.AppendData);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
