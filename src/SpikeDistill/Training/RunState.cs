using System.Text.Json;
using SpikeDistill.Options;

namespace SpikeDistill.Training;

/// <summary>Where a run stands, to the batch.</summary>
public sealed class RunState
{
    internal RunState(TrainingState position) => Position = position;

    /// <summary>Epochs that are finished.</summary>
    public int Epoch => Position.Epoch;

    /// <summary>Batches of the next epoch that are done.</summary>
    public int Batch => Position.Batch;

    /// <summary>What was taken of the weights that the run began with; null for a run that began with weights of its own.</summary>
    public TakenWeights? Start => Position.Start;

    internal TrainingState Position { get; }

    /// <summary>The state that a text of <see cref="ToText"/> stands for.</summary>
    /// <exception cref="FormatException">The text is no such state.</exception>
    public static RunState Parse(string text)
    {
        try
        {
            return new RunState(JsonSerializer.Deserialize<TrainingState>(text, Json.Line) ?? throw new FormatException("The state of a run is missing."));
        }
        catch (JsonException failure)
        {
            throw new FormatException($"The state of a run cannot be read: {JsonFault.Of(failure)}.", failure);
        }
    }

    /// <summary>All of the state in a line, for <see cref="Parse"/>.</summary>
    public string ToText() => JsonSerializer.Serialize(Position, Json.Line);

    /// <summary>For example <c>batch 3 of epoch 2</c>, or <c>epoch 1</c> after whole epochs.</summary>
    public override string ToString() => Batch == 0 ? $"epoch {Epoch}" : $"batch {Batch} of epoch {Epoch + 1}";
}
