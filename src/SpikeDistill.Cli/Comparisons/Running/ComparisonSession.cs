using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Interop;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>
/// Trains what a comparison needs and writes its tables after every run. Jobs run side by side in this process, each on an engine
/// with its share of the threads: cancelling and progress need no protocol, no process is ever left behind, and what a crash takes
/// with it goes on from its last saved batch. The bits of a run depend neither on threads nor on what runs beside it.
/// </summary>
internal sealed class ComparisonSession
{
    private readonly ComparisonResults _results;
    private readonly ComparisonFolder _folder;
    private readonly IComparisonReporter _reporter;
    private readonly Terminal _terminal;
    private readonly string? _dataDirectory;
    private readonly CancellationToken _token;
    private readonly WorkAmounts _amounts;
    private readonly List<Job> _jobs = [];
    private readonly JobClaims _claims;
    private readonly WorkerTerms? _worker;
    private readonly Lock _lock = new();
    private string? _unwritten;
    private bool _toldUnwritten;

    public ComparisonSession(
        ComparisonResults results, ComparisonFolder folder, WorkAmounts amounts, IComparisonReporter reporter, Terminal terminal,
        string? dataDirectory, CancellationToken token, WorkerTerms? worker = null)
    {
        (_results, _folder, _amounts, _reporter, _terminal, _dataDirectory, _token) = (results, folder, amounts, reporter, terminal, dataDirectory, token);
        _worker = worker;
        _claims = new JobClaims(results, amounts, _lock, shared: worker is not null, retries: worker?.Retries != false) { EndedElsewhere = Hear };
        Comparison comparison = results.Comparison;
        Dictionary<string, Job> teachers = [];
        foreach (PlannedTeacher teacher in comparison.Teachers)
        {
            Job? itsTeacher = teacher.Teacher is null ? null : teachers[teacher.Teacher.Name];
            _jobs.Add(teachers[teacher.Name] = new Job(teacher.Job, itsTeacher, (engine, reporter) => Teach(teacher, engine, reporter)));
        }

        // A seed of every variant before the next seed: pairs are complete early. What a teacher says to the views of a seed is in common.
        foreach (PlannedRun run in comparison.Seeds.SelectMany((_, index) => comparison.Variants.Select(variant => variant.Runs[index])))
        {
            Job? teacher = run.Teacher is null ? null : teachers[run.Teacher.Name];
            _jobs.Add(
                new Job(
                    run.Name,
                    teacher,
                    (engine, reporter) => Train(run, engine, reporter))
                { InCommon = teacher is null ? null : (teacher, run.Settings.Seed) });
        }
    }

    /// <summary>Where teachers' logits are kept, for all jobs together; null for nowhere.</summary>
    public TeacherLogitsCache? Cache { get; init; }

    /// <summary>Whether measures are also written for TensorBoard.</summary>
    public bool TensorBoard { get; init; }

    /// <summary>What other comparisons may have trained already; null where nothing is shared.</summary>
    public SharedRuns? Shared { get; init; }

    /// <summary>Names of jobs that were left to the processes that have them.</summary>
    public IReadOnlyList<string> Left { get; private set; } = [];

    /// <summary>Refuses tables that do not say what the runs gave.</summary>
    /// <exception cref="RunException">They could not be written after the last run.</exception>
    public void RequireTables()
    {
        if (_unwritten is not null)
        {
            throw new RunException(
                $"{_results.Comparison.Folder}: the tables cannot be written: {_unwritten} All runs are kept; clear the way or make room, and "
                    + "the same command with --resume writes the tables without training anything again.");
        }
    }

    /// <summary>Does all jobs.</summary>
    /// <param name="jobs">How many side by side.</param>
    /// <param name="threads">Threads of all of them together.</param>
    /// <returns>Whether none failed.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; every run is saved.</exception>
    public bool Run(int jobs, int threads)
    {
        JobQueue queue = new(_jobs, _token, _claims, _worker?.Waits == true);
        _reporter.Watch(_amounts, _results, () =>
        {
            Task[] workers = [.. Enumerable.Range(0, jobs).Select(worker => Task.Factory.StartNew(
                () => Work(queue, Math.Max(1, (threads / jobs) + (worker < threads % jobs ? 1 : 0))),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default))];
            Task.WaitAll(workers, CancellationToken.None);
        });
        _token.ThrowIfCancellationRequested();
        Left = [.. queue.Left.Select(job => job.Name)];
        if (_worker is not null)
        {
            // Whoever trained the last run may have been killed before it wrote the tables.
            Note(() => { });
        }

        return _results.Failures.Count == 0;
    }

    private void Work(JobQueue queue, int threads)
    {
        using Engine engine = new(threads);
        while (queue.Take() is { } job)
        {
            try
            {
                if (job.Failure is { } obstacle)
                {
                    throw new RunException(obstacle);
                }

                if (job.After is { Failure: not null } failed)
                {
                    job.FailedOnlyHere = failed.FailedOnlyHere;
                    throw new RunException($"not started, because the {failed.Name} failed.");
                }

                job.Work(engine, _amounts.Watched(job.Name, _reporter.OfRun(job.Name)));
                End(job, null);
            }
            catch (RunStoppedException)
            {
                End(job, "stopped on request; what is done is kept, and the same command with --resume goes on with it.");
            }
            catch (OperationCanceledException)
            {
                // Its state is saved; the queue hands out nothing more.
            }
            catch (Exception failure)
            {
                job.FailedOnlyHere |= failure is MemoryException or { InnerException: MemoryException };
                End(job, FailureText.Of(failure));
            }
            finally
            {
                queue.End(job);
            }
        }
    }

    private void End(Job job, string? failure)
    {
        lock (_lock)
        {
            job.Failure = failure;
            if (failure is not null)
            {
                _results.Fail(job.Name, failure);
                if (!job.FailedOnlyHere)
                {
                    _claims.Note(job.Name, failure);
                }

                WriteTables();
            }

            Tell(job);
        }
    }

    private void Hear(Job job)
    {
        lock (_lock)
        {
            if (job.Failure is { } failure)
            {
                _results.Fail(job.Name, failure);
            }

            Tell(job);
        }
    }

    private void Tell(Job job)
    {
        _amounts.End(job.Name);
        _reporter.Ended(job.Name, job.Failure, _amounts);
    }

    private void Train(PlannedRun run, Engine engine, IReporter reporter)
    {
        FinishedRun finished = TrainOnce(run.Settings, run.Folder, engine, reporter);
        Note(() => _results.Add(_claims.ResultOf(run, finished)));
    }

    private void Teach(PlannedTeacher teacher, Engine engine, IReporter reporter)
    {
        if (teacher.Settings is null && _claims.Kept(teacher) is { } known)
        {
            Note(() => _results.Add(known));
            return;
        }

        FinishedRun? finished = teacher.Settings is { } settings
            ? TrainOnce(settings, teacher.Place, engine, reporter)
            : TeacherMeasure.FinishedRun(teacher, _terminal.Catalog, _amounts.ImageSize(teacher.Data));
        TeacherMeasure measure = new(
            teacher, _terminal.Catalog, _results.Comparison.EvaluatedOn, engine, reporter, _terminal.Clock, _dataDirectory, _token);
        TeacherResult result = measure.Of(finished);
        _claims.Note(teacher, result);
        Note(() => _results.Add(result));
    }

    /// <summary>Trains a run, or takes it over from another comparison.</summary>
    private FinishedRun TrainOnce(ExperimentSettings settings, string folder, Engine engine, IReporter reporter)
    {
        RunSession session = Session(engine, reporter);
        return Shared is null ? Train(settings, folder) : Shared.Train(settings, folder, engine, Train, reporter.Say, _token);

        FinishedRun Train(ExperimentSettings settings, string folder) => session.Train(settings, folder, resume: true);
    }

    private RunSession Session(Engine engine, IReporter reporter) => new(engine, reporter, _terminal, _dataDirectory, _token)
    {
        Cache = Cache,
        TensorBoard = TensorBoard,
    };

    private void Note(Action add)
    {
        lock (_lock)
        {
            add();
            WriteTables();
        }
    }

    /// <summary>Writes the tables; where that fails, the runs matter more and go on, and the next one tries again.</summary>
    private void WriteTables()
    {
        try
        {
            using (_folder.LockTables())
            {
                _claims.AddAll();
                ComparisonTables.Write(_results, _folder);
            }

            _unwritten = null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _unwritten = failure.Message;
            if (!_toldUnwritten)
            {
                _toldUnwritten = true;
                _reporter.Warning($"the tables cannot be written: {failure.Sentence()} The runs go on.");
            }
        }
    }
}
