using System.Text.Json.Serialization;
using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Distillation;

/// <summary>
/// One term of an objective: a scalar computed from the outputs, with a weight. A term is immutable data with its formula; what it learns
/// beside the student is made by <see cref="Prepare"/> and belongs to the objective.
/// </summary>
[JsonConverter(typeof(WrittenJson<Term>))]
public abstract record Term : IDeclared<Term>, IWritten
{
    /// <summary>Its name in recipes and results.</summary>
    public string Name => Declared.Name;

    /// <summary>The factor in front: 1 - α, α or λ.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The share of the epochs after which the term begins to count, in [0, 1).</summary>
    public double From { get; init; }

    /// <summary>The share of the epochs after which it no longer counts, above <see cref="From"/> and at most 1.</summary>
    public double Until { get; init; } = 1;

    /// <summary>How it uses the steps of a teacher that spikes.</summary>
    public TeacherReading TeacherSteps { get; init; }

    /// <summary>Whether it needs the teacher's outputs step by step, and not their mean alone.</summary>
    public bool NeedsTeacherSteps => NeedsTeacher && TeacherSteps != TeacherReading.Mean;

    /// <summary>Whether it reads the teacher's outputs.</summary>
    public virtual bool NeedsTeacher => false;

    /// <summary>Whether it reads stage features: the student's, and the teacher's where it needs one.</summary>
    public virtual bool NeedsFeatures => false;

    /// <summary>
    /// For a term that reads features: how many maps of each stage, averaged over time, it holds at once at most; for the estimate
    /// of memory.
    /// </summary>
    public virtual int MapsHeld => 8;

    /// <summary>The factor in front of the value: the weight, times τ² where the term is multiplied by that.</summary>
    public virtual double Factor => Weight;

    RecipeNode IWritten.Written => new MapNode(Origin.None, [.. this.Written("term")]);

    Entry<Term> IDeclared<Term>.Declared => Declared;

    /// <summary>The name and options that recipes give it; the same for all terms of a type.</summary>
    protected abstract Entry<Term> Declared { get; }

    /// <summary>Whether the term counts when a share of the epochs is done.</summary>
    public bool IsActive(double progress) => progress >= From && progress < Until;

    /// <summary>Refuses what no recipe could say.</summary>
    /// <exception cref="ArgumentException">An impossible setting.</exception>
    public virtual void Check()
    {
        this.CheckOptions();
        if (From >= Until)
        {
            throw new ArgumentException(
                $"The term '{Name}' must count from a share of the epochs up to a larger one, both between 0 and 1, not from {From} until {Until}.");
        }
    }

    /// <summary>
    /// The term's value before its weight, a mean over samples (and steps, where they are read one by one), as a function of the term's own
    /// pass, in which the teacher's values are constants, and of what it may look at.
    /// </summary>
    /// <param name="context">The shapes of the features it will see, and where it gets what it learns.</param>
    /// <exception cref="ArgumentException">It does not fit the networks.</exception>
    public abstract Func<Tape, TermInputs, Tensor> Prepare(TermContext context);

    /// <summary>The options that every term has, for a term that adds its own.</summary>
    /// <param name="initial">The term with every option at its default.</param>
    protected static Section<TTerm> OptionsOf<TTerm>(Func<TTerm> initial)
        where TTerm : Term
        => new Section<TTerm>(initial)
            .Key("weight", Kinds.Number(), t => t.Weight, (t, v) => (TTerm)((Term)t with { Weight = v }), "The factor in front of the term.")
            .Key(
                "from",
                Kinds.ShareBelowOne,
                t => t.From,
                (t, v) => (TTerm)((Term)t with { From = v }),
                "The share of the epochs after which the term begins to count.")
            .Key(
                "until",
                Kinds.Number(above: 0, most: 1),
                t => t.Until,
                (t, v) => (TTerm)((Term)t with { Until = v }),
                "The share of the epochs after which it no longer counts.");
}
