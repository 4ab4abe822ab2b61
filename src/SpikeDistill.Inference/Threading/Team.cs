namespace SpikeDistill.Inference.Threading;

/// <summary>
/// Threads that do the tasks of one job after another, the caller among them. Between jobs they spin for as long as the next layer takes to
/// come, then sleep. A job allocates nothing.
/// </summary>
internal sealed class Team : IDisposable
{
    /// <summary>Some tens of microseconds.</summary>
    private const int Spins = 1 << 12;

    private readonly Member[] _members;
    private ITeamJob? _job;
    private int _tasks, _next, _busy, _generation;
    private Exception? _failure;
    private volatile bool _ends;

    /// <param name="threads">Threads, the caller's among them.</param>
    public Team(int threads)
    {
        _members = new Member[threads - 1];
        for (int i = 0; i < _members.Length; i++)
        {
            Member member = _members[i] = new Member();
            int number = i + 1;
            new Thread(() => Live(member, number)) { IsBackground = true, Name = "SpikeDistill.Inference" }.Start();
        }
    }

    /// <summary>Does the tasks of a job and returns when all are done.</summary>
    public void Run(ITeamJob job, int tasks)
    {
        if (_members.Length == 0 || tasks == 1)
        {
            for (int task = 0; task < tasks; task++)
            {
                job.Do(task, 0);
            }

            return;
        }

        (_job, _tasks, _next, _failure) = (job, tasks, 0, null);
        Volatile.Write(ref _busy, _members.Length);
        Interlocked.Increment(ref _generation);
        foreach (Member member in _members)
        {
            member.Wake();
        }

        Work(0);
        SpinWait spin = default;
        while (Volatile.Read(ref _busy) > 0)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        if (_failure is { } failure)
        {
            throw new InvalidOperationException("A part of a layer could not be computed.", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ends = true;
        Interlocked.Increment(ref _generation);
        foreach (Member member in _members)
        {
            member.Wake();
        }
    }

    private void Live(Member member, int number)
    {
        int seen = 0;
        while (true)
        {
            member.Await(ref _generation, seen);
            seen++;
            if (_ends)
            {
                return;
            }

            Work(number);
            Interlocked.Decrement(ref _busy);
        }
    }

    private void Work(int thread)
    {
        try
        {
            for (int task; (task = Interlocked.Increment(ref _next) - 1) < _tasks;)
            {
                _job!.Do(task, thread);
            }
        }
#pragma warning disable CA1031 // Thrown where Run is called.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failure = failure;
        }
    }

    private sealed class Member
    {
        private readonly SemaphoreSlim _wake = new(0);
        private int _sleeps;

        /// <summary>Returns when the generation is no longer the one that was seen.</summary>
        public void Await(ref int generation, int seen)
        {
            for (int i = 0; i < Spins; i++)
            {
                if (Volatile.Read(ref generation) != seen)
                {
                    return;
                }

                Thread.SpinWait(1);
            }

            Interlocked.Exchange(ref _sleeps, 1);
            // What came in between is either seen here or wakes; who takes the mark back has no need to wait.
            if (Volatile.Read(ref generation) == seen || Interlocked.Exchange(ref _sleeps, 0) == 0)
            {
                _wake.Wait();
            }
        }

        public void Wake()
        {
            if (Interlocked.Exchange(ref _sleeps, 0) == 1)
            {
                _wake.Release();
            }
        }
    }
}

/// <summary>A job that is cut into tasks.</summary>
internal interface ITeamJob
{
    /// <summary>Does a task.</summary>
    /// <param name="task">Its number.</param>
    /// <param name="thread">The number of the thread, for scratch memory.</param>
    void Do(int task, int thread);
}
