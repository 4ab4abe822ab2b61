using System.Runtime.InteropServices;
using System.Text;

namespace SpikeDistill.Mpi;

/// <summary>
/// The few functions of MPI's C interface that are needed, from the library that is found when the program runs. Handles are passed as
/// addresses: where the library's are numbers of 32 bits, these are the low ones.
/// </summary>
internal sealed unsafe class MpiLibrary
{
    /// <summary>Names the library, by path or by name, where the usual one is not wanted.</summary>
    public const string Variable = "SPIKEDISTILL_MPI";

    // Of MPICH's mpi.h, which its ABI holds to: MPI_COMM_WORLD and MPI_BYTE.
    private const nint MpichWorld = 0x44000000, MpichByte = 0x4c00010d;

    // Longer than any library's text: MPI_MAX_LIBRARY_VERSION_STRING is 256 in Open MPI and 8192 in MPICH.
    private const int MostVersionBytes = 16384;
    private const int ThreadSerialized = 2, ThreadMultiple = 3;

    // Longer than any library's MPI_Status.
    private const int StatusBytes = 128;

    private static readonly string[] LikeMpich = ["MPICH", "Intel(R) MPI", "MVAPICH"];

    private readonly nint _module;
    private readonly string _name;
    private readonly nint _world;
    private readonly nint _byte;
    private readonly delegate* unmanaged<nint, int, int> _abort;
    private readonly delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int> _allgather;
    private readonly delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int> _alltoall;
    private readonly delegate* unmanaged<void*, int, nint, int, nint, int> _broadcast;
    private readonly delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int> _beginAllgather;
    private readonly delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int> _beginAlltoall;
    private readonly delegate* unmanaged<nint*, int*, void*, int> _test;

    private MpiLibrary(nint module, string name)
    {
        (_module, _name) = (module, name);
        Version = ReadVersion();
        Kind = KindOf(Version) ?? throw new MpiException(
            $"{name}: the MPI library '{Version}' is not known; expected Open MPI, MPICH, Intel MPI or MVAPICH. Name another by ${Variable}.");
        (_world, _byte) = Kind == MpiKind.OpenMpi ? (Export("ompi_mpi_comm_world"), Export("ompi_mpi_byte")) : (MpichWorld, MpichByte);
        _abort = (delegate* unmanaged<nint, int, int>)Export("MPI_Abort");
        _allgather = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)Export("MPI_Allgather");
        _alltoall = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)Export("MPI_Alltoall");
        _broadcast = (delegate* unmanaged<void*, int, nint, int, nint, int>)Export("MPI_Bcast");
        _beginAllgather = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)Export("MPI_Iallgather");
        _beginAlltoall = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)Export("MPI_Ialltoall");
        _test = (delegate* unmanaged<nint*, int*, void*, int>)Export("MPI_Test");
    }

    /// <summary>What the library calls itself, such as <c>Open MPI v4.1.4</c>.</summary>
    public string Version { get; }

    public MpiKind Kind { get; }

    /// <summary>Loads the library that fits what started the program.</summary>
    /// <param name="kind">Whose mpirun that was; null where it is not known.</param>
    /// <exception cref="MpiException">There is none, or it is none that is known.</exception>
    public static MpiLibrary Load(MpiKind? kind)
    {
        string[] names = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? [given] : Names(kind);
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint module))
            {
                return new MpiLibrary(module, name);
            }
        }

        string package = kind == MpiKind.Mpich ? "libmpich12" : "libopenmpi3";
        throw new MpiException(
            $"No MPI library is found (looked for {string.Join(", ", names)}). Install the one of the mpirun that starts the program, such as Debian's "
                + $"{package}, on every machine, or name its file by ${Variable}.");
    }

    /// <summary>Whether two threads may call it at a time.</summary>
    public bool TakesThreads { get; private set; }

    /// <summary>Prepares MPI, for calls from several threads, or from one at a time where it can no more.</summary>
    public void Initialize()
    {
        Native.KeepSignals();
        int provided;
        Check(((delegate* unmanaged<void*, void*, int, int*, int>)Export("MPI_Init_thread"))(null, null, ThreadMultiple, &provided), "MPI_Init_thread");
        if (provided < ThreadSerialized)
        {
            throw new MpiException(
                $"{_name}: {Version} may be called from its first thread alone, and is needed from any; use one that was built with threads.");
        }

        TakesThreads = provided >= ThreadMultiple;
    }

    /// <summary>A second communicator of all processes; all ask for it together.</summary>
    public nint SecondWorld()
    {
        nint second = 0;
        Check(((delegate* unmanaged<nint, nint*, int>)Export("MPI_Comm_dup"))(_world, &second), "MPI_Comm_dup");
        return second;
    }

    public void End() => Check(((delegate* unmanaged<int>)Export("MPI_Finalize"))(), "MPI_Finalize");

    /// <summary>Ends all processes.</summary>
    public void Abort(int code) => _ = _abort(_world, code);

    public int Rank => Asked("MPI_Comm_rank");

    public int Size => Asked("MPI_Comm_size");

    public void AllGather(ReadOnlySpan<byte> own, Span<byte> all)
    {
        fixed (byte* from = own, to = all) Check(_allgather(from, own.Length, _byte, to, own.Length, _byte, _world), "MPI_Allgather");
    }

    public void AllToAll(ReadOnlySpan<byte> pieces, Span<byte> received, int length)
    {
        fixed (byte* from = pieces, to = received) Check(_alltoall(from, length, _byte, to, length, _byte, _world), "MPI_Alltoall");
    }

    /// <summary>Begins to give everybody the bytes of all, which stay where they are until it is <see cref="IsDone"/>.</summary>
    /// <returns>What is under way.</returns>
    public nint BeginAllGather(byte* own, byte* all, int length, nint communicator)
    {
        nint request = 0;
        Check(_beginAllgather(own, length, _byte, all, length, _byte, communicator, &request), "MPI_Iallgather");
        return request;
    }

    /// <summary>Begins to give every rank a piece of its own; the rest is as for <see cref="BeginAllGather"/>.</summary>
    public nint BeginAllToAll(byte* pieces, byte* received, int length, nint communicator)
    {
        nint request = 0;
        Check(_beginAlltoall(pieces, length, _byte, received, length, _byte, communicator, &request), "MPI_Ialltoall");
        return request;
    }

    /// <summary>Whether something under way is done; carries it on meanwhile.</summary>
    public bool IsDone(ref nint request)
    {
        int done;
        byte* status = stackalloc byte[StatusBytes];
        fixed (nint* of = &request) Check(_test(of, &done, status), "MPI_Test");
        return done != 0;
    }

    public void Broadcast(Span<byte> values)
    {
        fixed (byte* to = values) Check(_broadcast(to, values.Length, _byte, 0, _world), "MPI_Bcast");
    }

    /// <summary>The family of a library that calls itself so; null for an unknown one.</summary>
    internal static MpiKind? KindOf(string version)
        => version.Contains("Open MPI", StringComparison.OrdinalIgnoreCase) ? MpiKind.OpenMpi
        : LikeMpich.Any(name => version.Contains(name, StringComparison.OrdinalIgnoreCase)) ? MpiKind.Mpich
        : null;

    private static string[] Names(MpiKind? kind)
    {
        string[] open = OperatingSystem.IsMacOS() ? ["libmpi.40.dylib", "libmpi.dylib"] : ["libmpi.so.40", "libmpi.so"];
        string[] mpich = OperatingSystem.IsMacOS() ? ["libmpich.12.dylib", "libmpi.12.dylib"] : ["libmpich.so.12", "libmpi.so.12", "libmpich.so"];
        return kind switch
        {
            MpiKind.OpenMpi => open,
            MpiKind.Mpich => mpich,
            _ => [.. open, .. mpich],
        };
    }

    private string ReadVersion()
    {
        byte[] text = new byte[MostVersionBytes];
        int length;
        fixed (byte* to = text) Check(((delegate* unmanaged<byte*, int*, int>)Export("MPI_Get_library_version"))(to, &length), "MPI_Get_library_version");
        return Encoding.UTF8.GetString(text, 0, Math.Clamp(length, 0, text.Length)).Split('\n', ',')[0].Trim('\0', ' ', '\t', '\r');
    }

    private int Asked(string function)
    {
        int number;
        Check(((delegate* unmanaged<nint, int*, int>)Export(function))(_world, &number), function);
        return number;
    }

    private nint Export(string symbol) => NativeLibrary.TryGetExport(_module, symbol, out nint address)
        ? address
        : throw new MpiException($"{_name}: is no MPI library, or an older one: it has no {symbol}. Name another by ${Variable}.");

    private void Check(int result, string function)
    {
        if (result != 0)
        {
            throw new MpiException($"{_name}: {function} failed with error {result} of {Version}.");
        }
    }
}
