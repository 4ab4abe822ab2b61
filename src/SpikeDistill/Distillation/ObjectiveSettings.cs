namespace SpikeDistill.Distillation;

/// <summary>The objective a network is trained for: a sum of terms.</summary>
public sealed record ObjectiveSettings
{
    /// <summary>The name under which results are reported.</summary>
    public string Method { get; init; } = "cross_entropy";

    /// <summary>The reading of the paper's open choices that the terms were made with; written into every result.</summary>
    public string Preset { get; init; } = "public-code";

    /// <summary>The terms.</summary>
    public required IReadOnlyList<TermSettings> Terms { get; init; }

    /// <summary>Whether any term needs a teacher.</summary>
    public bool NeedsTeacher => Terms.Any(term => TermRegistry.Find(term.Term).NeedsTeacher);

    /// <summary>Whether any term reads stage features.</summary>
    public bool NeedsFeatures => Terms.Any(term => TermRegistry.Find(term.Term).NeedsFeatures);

    /// <summary>The terms' names in results; a term that occurs twice is numbered.</summary>
    public IReadOnlyList<string> TermNames => [.. Terms.Select((term, i) => Terms.Take(i).Count(before => before.Term == term.Term) is > 0 and int before ? $"{term.Term}_{before + 1}" : term.Term)];

    /// <summary>Refuses what cannot be trained for.</summary>
    /// <exception cref="ArgumentException">No terms, an unknown term, an impossible setting, or a part of the training in which no term is active.</exception>
    public void Check()
    {
        if (Terms.Count == 0)
        {
            throw new ArgumentException("An objective needs at least one term.");
        }

        foreach (TermSettings term in Terms)
        {
            TermRegistry.Complete(term);
        }

        foreach (double start in Terms.Select(term => term.Until).Where(until => until < 1).Prepend(0))
        {
            if (!Terms.Any(term => term.IsActive(start)))
            {
                throw new ArgumentException($"No term of the objective is active after {start:P0} of the epochs; a term is active from its 'from' up to its 'until'.");
            }
        }
    }

    /// <summary>Refuses what cannot be trained for in so many epochs.</summary>
    /// <exception cref="ArgumentException">What <see cref="Check()"/> refuses, or a term that counts in none of the epochs.</exception>
    public void Check(int epochs)
    {
        Check();
        if (Terms.FirstOrDefault(term => !Enumerable.Range(0, epochs).Any(done => term.IsActive((double)done / epochs))) is { } idle)
        {
            throw new ArgumentException(
                $"The term '{idle.Term}' counts from a share {idle.From} of the epochs up to {idle.Until}, but none of the {epochs} epochs begins there, so it would never count. Train longer, or let it begin earlier (lasnn: 'feature_share').");
        }
    }
}
