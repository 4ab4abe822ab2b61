using SpikeDistill.Data;
using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Ranks;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Training;

/// <summary>
/// An evaluation that ranks share: they take the batches in turn, and each adds up the outputs of all in the order of batches, so that all have
/// the result of one to the bit.
/// </summary>
internal static class SharedEvaluation
{
    /// <summary>Evaluates as <see cref="Evaluator.Evaluate"/> does, alone where there are no ranks. It is stopped on all ranks where one is.</summary>
    public static Evaluation Run(
        ICommunicator? ranks, Network network, BatchLoader batches, string split, Action<int, double>? progress, CancellationToken token,
        Network? teacher = null)
    {
        if (ranks is not { Count: > 1 })
        {
            return Evaluator.Evaluate(network, batches, split, progress, token, teacher);
        }

        EvaluationTotals totals = new(network, compared: teacher is not null);
        int count = batches.BatchesPerEpoch;
        using IEnumerator<Batch> own = batches.Epoch(0, Math.Min(ranks.Rank, count), ranks.Count).GetEnumerator();
        for (int done = 0; done < count; done += ranks.Count)
        {
            if (ranks.Any(token.IsCancellationRequested))
            {
                throw new OperationCanceledException(token);
            }

            byte[] outputs = own.MoveNext() ? Outputs(network, batches, own.Current, teacher) : [];
            foreach (byte[] of in ranks.GatherAll(outputs).Where(one => one.Length > 0))
            {
                Add(totals, network, of);
            }

            progress?.Invoke(Math.Min(count, done + ranks.Count), totals.Accuracy);
        }

        return totals.Of(split);
    }

    private static byte[] Outputs(Network network, BatchLoader batches, Batch batch, Network? teacher)
    {
        FiringMonitor firing = new();
        using Tape tape = new(network.Engine, recording: false);
        (Tensor logits, _, Tensor? taught) = Evaluator.Run(tape, network, batches, batch, firing, teacher);
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes);
        writer.Write(batch.Count);
        foreach (int label in batch.CountedLabels) writer.Write(label);
        Write(writer, logits);
        writer.Write(taught is not null);
        if (taught is not null) Write(writer, taught);
        firing.Write(writer);
        return bytes.ToArray();
    }

    private static void Add(EvaluationTotals totals, Network network, byte[] outputs)
    {
        using BinaryReader reader = new(new MemoryStream(outputs));
        using Tape tape = new(network.Engine, recording: false);
        int images = reader.ReadInt32(), classes = network.Settings.Classes;
        int[] labels = [.. Enumerable.Range(0, images).Select(_ => reader.ReadInt32())];
        Tensor logits = Read(reader, tape, new Shape(network.Settings.Timesteps, images, classes));
        Tensor? taught = reader.ReadBoolean() ? Read(reader, tape, new Shape(images, classes)) : null;
        totals.Add(logits, tape.MeanOverTime(logits), labels, taught);
        totals.Firing.Add(reader);
    }

    private static void Write(BinaryWriter writer, Tensor tensor) => writer.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(tensor.Values));

    private static Tensor Read(BinaryReader reader, Tape tape, Shape shape)
    {
        Tensor tensor = tape.Allocate(shape);
        reader.BaseStream.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(tensor.Values));
        return tensor;
    }
}
