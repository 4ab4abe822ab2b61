using System.Runtime.InteropServices;
using SpikeDistill.Ranks;

namespace SpikeDistill.Mpi;

/// <summary>The processes that an <c>mpirun</c> has started, on one or several machines. A process has one, until it ends.</summary>
public sealed class MpiRanks : ICommunicator, IDisposable
{
    private readonly MpiLibrary _library;
    private MpiLine? _beside;
    private bool _ended;

    private MpiRanks(MpiLibrary library)
    {
        _library = library;
        (Rank, Count) = (library.Rank, library.Size);
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public ICommunicator? Beside => !_library.TakesThreads || Count == 1 ? null : _beside ??= new MpiLine(this, _library);

    /// <summary>What the library calls itself, such as <c>Open MPI v4.1.4</c>.</summary>
    public string Library => _library.Version;

    /// <summary>Joins the other processes.</summary>
    /// <param name="launch">What started this one; null where it is not known.</param>
    /// <exception cref="MpiException">There is no MPI library, or not that of the mpirun that started the processes.</exception>
    public static MpiRanks Start(MpiLaunch? launch)
    {
        MpiLibrary library = MpiLibrary.Load(launch?.Kind);
        library.Initialize();
        MpiRanks ranks = new(library);
        if (launch is not null && launch.Size != ranks.Count)
        {
            ranks.Dispose();
            throw new MpiException(
                $"mpirun started {launch.Size} processes, but {library.Version} sees {ranks.Count}: the library is not that of the mpirun. Use the mpirun of "
                    + $"this library, or name the other's by ${MpiLibrary.Variable}.");
        }

        return ranks;
    }

    /// <inheritdoc/>
    public void Gather(ReadOnlySpan<double> own, Span<double> all) => Gather(MemoryMarshal.AsBytes(own), MemoryMarshal.AsBytes(all));

    /// <inheritdoc/>
    public void Gather(ReadOnlySpan<byte> own, Span<byte> all)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(all.Length, (long)own.Length * Count);
        _library.AllGather(own, all);
    }

    /// <inheritdoc/>
    public void Exchange(ReadOnlySpan<byte> pieces, Span<byte> received)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(received.Length, pieces.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pieces.Length % Count, 0);
        _library.AllToAll(pieces, received, pieces.Length / Count);
    }

    /// <inheritdoc/>
    public void Broadcast(Span<byte> values) => _library.Broadcast(values);

    /// <summary>Ends all processes at once, as one that has failed: the others would wait for it for ever.</summary>
    /// <param name="code">The exit code that mpirun is given.</param>
    public void Abort(int code) => _library.Abort(code);

    /// <summary>Leaves the others; returns once all have left.</summary>
    public void Dispose()
    {
        if (!_ended)
        {
            _ended = true;
            _library.End();
        }
    }
}
