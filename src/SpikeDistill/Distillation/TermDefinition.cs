namespace SpikeDistill.Distillation;

/// <summary>A kind of term: how one is made, and what it reads.</summary>
/// <param name="Create">Makes a term from checked settings.</param>
public sealed record TermDefinition(Func<TermSettings, TermContext, Term> Create)
{
    /// <summary>Whether it reads the teacher's outputs.</summary>
    public bool NeedsTeacher { get; init; }

    /// <summary>Whether it reads stage features: the student's, and the teacher's where it needs one.</summary>
    public bool NeedsFeatures { get; init; }

    /// <summary>Whether it reads the labels as a cross-entropy does, so that they can be smoothed.</summary>
    public bool HasLabels { get; init; }

    /// <summary>Whether it reads logits themselves and no probabilities, so that these cannot be averaged.</summary>
    public bool ReadsLogits { get; init; }

    /// <summary>For a term that reads features: how many maps of each stage, averaged over time, it holds at once at most; for the estimate of memory.</summary>
    public int MapsHeld { get; init; } = 8;

    /// <summary>The numbers that it has besides those of every term.</summary>
    public IReadOnlyList<TermOption> Options { get; init; } = [];
}

/// <summary>A number that a term has of its own.</summary>
/// <param name="Name">Its name in recipes.</param>
/// <param name="Default">Its value where none is given.</param>
/// <param name="Expected">What is possible, completing "must be ...".</param>
/// <param name="IsPossible">Whether a finite number is possible.</param>
public sealed record TermOption(string Name, double Default, string Expected, Func<double, bool> IsPossible);
