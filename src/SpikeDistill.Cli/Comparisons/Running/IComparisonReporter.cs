using SpikeDistill.Cli.Runs;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>Tells the user how a comparison goes, with several runs at once. Everything may be called from any thread.</summary>
internal interface IComparisonReporter
{
    /// <summary>A comparison is about to start, or to go on.</summary>
    void Started(Comparison comparison, int jobs, int threads);

    /// <summary>Does the work.</summary>
    /// <param name="amounts">How far the comparison is.</param>
    /// <param name="results">What it has come to; read while a run's end is told.</param>
    /// <param name="work">The work.</param>
    void Watch(WorkAmounts amounts, ComparisonResults results, Action work);

    /// <summary>Who is told how one of the runs goes.</summary>
    IReporter OfRun(string name);

    /// <summary>A run has ended.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="failure">Why it failed; null where it did not.</param>
    /// <param name="amounts">How far the comparison is.</param>
    void Ended(string name, string? failure, WorkAmounts amounts);

    /// <summary>Something of the comparison as a whole is wrong, and it goes on.</summary>
    void Warning(string message);

    /// <summary>The comparison has ended with these results.</summary>
    void Finished(ComparisonResults results);
}
