using System.Runtime.ExceptionServices;
using SpikeDistill.Tensors;

namespace SpikeDistill.Ranks;

/// <summary>
/// The shards of a batch that one process works on with one engine. They take turns: each goes on until it needs what all shards have, and then
/// the next comes up to there, so that the network, the engine and what they remember never see two of them at a time. What they gather is
/// that of all shards of all processes in their order, whichever process has which.
/// </summary>
internal sealed class ShardTurns : IDisposable
{
    private readonly IReplicas? _processes;
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim[] _turns;
    private readonly bool[] _ended;
    private Action<int>? _work;
    private double[] _own = [];
    private double[] _all = [];
    private int _arrived;
    private Exception? _failure;
    private bool _stopping;

    /// <param name="processes">The processes that have the other shards; null for none.</param>
    /// <param name="count">The shards of this process.</param>
    public ShardTurns(IReplicas? processes, int count)
    {
        (_processes, _ended) = (processes, new bool[count]);
        _turns = [.. Enumerable.Range(0, count).Select(_ => new SemaphoreSlim(0))];
        Shards = count == 1 ? [processes] : [.. Enumerable.Range(0, count).Select(shard => new Shard(this, shard))];

        // The first shard's turns are those of whoever calls.
        _threads =
        [
            .. Enumerable.Range(1, count - 1).Select(shard => new Thread(() => Serve(shard)) { IsBackground = true, Name = $"SpikeDistill shard {shard}" }),
        ];
        foreach (Thread thread in _threads) thread.Start();
    }

    /// <summary>Each shard of this process as it sees all shards; null where it is the whole batch.</summary>
    public IReadOnlyList<IReplicas?> Shards { get; }

    /// <summary>Runs work once for every shard of this process.</summary>
    /// <param name="work">The work of a shard, by its place in <see cref="Shards"/>; all gather alike.</param>
    /// <exception cref="Exception">The first failure; the other shards leave their work at the next gathering.</exception>
    public void Run(Action<int> work)
    {
        if (_threads.Length == 0)
        {
            work(0);
            return;
        }

        (_work, _failure, _arrived) = (work, null, 0);
        Array.Clear(_ended);
        Work(0);
        Pass(0);
        _turns[0].Wait();
        _work = null;
        if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);
    }

    public void Dispose()
    {
        _stopping = true;
        foreach (SemaphoreSlim turn in _turns.AsSpan(1)) turn.Release();
        foreach (Thread thread in _threads) thread.Join();
        foreach (SemaphoreSlim turn in _turns) turn.Dispose();
    }

    private void Serve(int shard)
    {
        while (true)
        {
            _turns[shard].Wait();
            if (_stopping) return;
            if (!_ended[shard]) Work(shard);
            Pass(shard);
        }
    }

    private void Work(int shard)
    {
        try
        {
            if (_failure is null) _work!(shard);
            if (_failure is null && _arrived > 0) throw Apart();
        }
#pragma warning disable CA1031 // It is thrown where the work was asked for.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            _failure ??= thrown;
        }

        _ended[shard] = true;
    }

    private void Pass(int shard) => _turns[(shard + 1) % _turns.Length].Release();

    private void Gather(int shard, ReadOnlySpan<double> own, Span<double> all)
    {
        int count = _turns.Length;
        if (shard == 0) Array.Resize(ref _own, own.Length * count);
        if (_arrived != shard || _own.Length != own.Length * count || _ended.Contains(true)) throw Apart();
        own.CopyTo(_own.AsSpan(own.Length * shard));
        if (++_arrived == count)
        {
            Array.Resize(ref _all, all.Length);
            if (_processes is null) _own.CopyTo(_all);
            else _processes.Gather(_own, _all);
            _arrived = 0;
        }

        Pass(shard);
        _turns[shard].Wait();
        if (_failure is not null) throw new RanksException("Another shard has failed.", _failure);
        _all.CopyTo(all);
    }

    private static RanksException Apart() => new("The shards of a batch do not gather alike: a part of the loss or of the network goes by what it sees.");

    private sealed class Shard(ShardTurns turns, int shard) : IReplicas
    {
        public int Rank => ((turns._processes?.Rank ?? 0) * turns._turns.Length) + shard;

        public int Count => (turns._processes?.Count ?? 1) * turns._turns.Length;

        public void Gather(ReadOnlySpan<double> own, Span<double> all)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(all.Length, own.Length * Count);
            turns.Gather(shard, own, all);
        }
    }
}
