using System.Security.Cryptography;
using SpikeDistill.Interop;
using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Training;

/// <summary>Tells whether a run goes on with the teacher it was started with: the SHA-256 of its parameters and running statistics.</summary>
internal static class TeacherFingerprint
{
    public static string Of(Network teacher)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Tensor value in teacher.Parameters.Select(parameter => parameter.Value).Concat(teacher.Buffers.Select(buffer => buffer.Value)))
        {
            ValueBytes.InPieces<float>(value.Values, hash.AppendData);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
