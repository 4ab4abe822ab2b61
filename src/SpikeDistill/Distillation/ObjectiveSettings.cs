namespace SpikeDistill.Distillation;

/// <summary>The objective a network is trained for: a sum of terms.</summary>
public sealed record ObjectiveSettings
{
    /// <summary>The name under which results are reported.</summary>
    public string Method { get; init; } = "cross_entropy";

    /// <summary>The reading of the paper's open choices that the terms were made with; written into every result.</summary>
    public string Preset { get; init; } = MethodPresets.PublicCode;

    /// <summary>The terms.</summary>
    public required IReadOnlyList<Term> Terms { get; init; }

    /// <summary>Whether any term needs a teacher.</summary>
    public bool NeedsTeacher => Terms.Any(term => term.NeedsTeacher);

    /// <summary>Whether any term reads stage features.</summary>
    public bool NeedsFeatures => Terms.Any(term => term.NeedsFeatures);

    /// <summary>Whether any term needs the teacher's outputs step by step.</summary>
    public bool NeedsTeacherSteps => Terms.Any(term => term.NeedsTeacherSteps);

    /// <summary>The terms' names in results; a term that occurs twice is numbered.</summary>
    public IReadOnlyList<string> TermNames
        => [
            .. Terms.Select(
                (term, i) => Terms.Take(i).Count(before => before.Name == term.Name) is > 0 and int before ? $"{term.Name}_{before + 1}" : term.Name)];

    /// <summary>Refuses what cannot be trained for.</summary>
    /// <exception cref="ArgumentException">No terms, an impossible setting, or a part of the training in which no term is active.</exception>
    public void Check()
    {
        if (Terms.Count == 0)
        {
            throw new ArgumentException("An objective needs at least one term.");
        }

        foreach (Term term in Terms)
        {
            term.Check();
        }

        foreach (double start in Terms.Select(term => term.Until).Where(until => until < 1).Prepend(0))
        {
            if (!Terms.Any(term => term.IsActive(start)))
            {
                throw new ArgumentException(
                    $"No term of the objective is active after {start:P0} of the epochs; a term is active from its 'from' up to its 'until'.");
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
                $"The term '{idle.Name}' counts from a share {idle.From} of the epochs up to {idle.Until}, but none of the {epochs} epochs begins there, "
                    + "so it would never count. Train longer, or let it begin earlier (lasnn: 'feature_share').");
        }
    }
}
