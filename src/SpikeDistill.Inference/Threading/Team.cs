namespace SpikeDistill.Inference.Threading;

/// <summary>
/// Threads that do the tasks of one job after another, the caller among them. Each begins with a share of its own, the same part of every job, so that
/// what it wrote for one job it finds in its cache for the next; who is done takes from the others. Between jobs threads spin for as long as the
/// next layer takes to come, then sleep; nobody waits for one that has not woken yet. A job allocates nothing.
/// </summary>
internal sealed class Team : IDisposable
{
    /// <summary>Some tens of microseconds.</summary>
    private const int Spins = 1 << 12;

    /// <summary>Shares that lie on lines of the cache of their own.</summary>
    private const int Apart = 128 / sizeof(long);

    private readonly Member[] _members;

    /// <summary>Of each share the next task, and in the upper half the one behind its last: what is claimed is claimed of the job that is there.</summary>
    private readonly long[] _shares;

    private ITeamJob? _job;
    private int _left, _generation;
    private Exception? _failure;
    private volatile bool _ends;

    /// <param name="threads">Threads, the caller's among them.</param>
    public Team(int threads)
    {
        _members = new Member[threads - 1];
        _shares = new long[(threads + 1) * Apart];
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

        int threads = _members.Length + 1;
        (_job, _left, _failure) = (job, tasks, null);
        for (int share = 0; share < threads; share++)
        {
            long first = (long)tasks * share / threads, end = (long)tasks * (share + 1) / threads;
            Volatile.Write(ref Share(share), first | (end << 32));
        }

        Interlocked.Increment(ref _generation);
        foreach (Member member in _members)
        {
            member.Wake();
        }

        Work(0);
        SpinWait spin = default;
        while (Volatile.Read(ref _left) > 0)
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

    private ref long Share(int share) => ref _shares[(share + 1) * Apart];

    private void Live(Member member, int number)
    {
        int seen = 0;
        while (true)
        {
            seen = member.Await(ref _generation, seen);
            if (_ends)
            {
                return;
            }

            Work(number);
        }
    }

    private void Work(int thread)
    {
        int threads = _members.Length + 1;
        for (int i = 0; i < threads; i++)
        {
            ref long share = ref Share((thread + i) % threads);
            for (int task; (task = Claim(ref share)) >= 0;)
            {
                Do(task, thread);
                Interlocked.Decrement(ref _left);
            }
        }
    }

    /// <summary>The next task of a share; -1 if none is left. A job does not end before the tasks that were claimed of it.</summary>
    private static int Claim(ref long share)
    {
        long seen = Volatile.Read(ref share);
        while ((int)seen < seen >> 32)
        {
            long before = Interlocked.CompareExchange(ref share, seen + 1, seen);
            if (before == seen)
            {
                return (int)seen;
            }

            seen = before;
        }

        return -1;
    }

    private void Do(int task, int thread)
    {
        try
        {
            _job!.Do(task, thread);
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

        /// <summary>Returns the generation when it is no longer the one that was seen.</summary>
        public int Await(ref int generation, int seen)
        {
            for (int i = 0; i < Spins; i++)
            {
                if (Volatile.Read(ref generation) is int now && now != seen)
                {
                    return now;
                }

                Thread.SpinWait(1);
            }

            Interlocked.Exchange(ref _sleeps, 1);
            // What came in between is either seen here or wakes; who takes the mark back has no need to wait.
            if (Volatile.Read(ref generation) == seen || Interlocked.Exchange(ref _sleeps, 0) == 0)
            {
                _wake.Wait();
            }

            return Volatile.Read(ref generation);
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
