using System.Runtime.InteropServices;
using SpikeDistill.Cli.Failures;

namespace SpikeDistill.Cli.Screen;

/// <summary>
/// Turns the first Ctrl-C (or SIGTERM) into a cancelled token; a second one ends the process at once, and so does the first where the work
/// does not end within a while. What loads files before the work is not to be under it: it has nothing to keep.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How many there are in this process.</summary>
    private static int _active;

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Lock _gate = new();
    private Timer? _end;
    private bool _over;

    public Interruption()
    {
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel)];
        Interlocked.Increment(ref _active);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>
    /// Lets a signal outside of any such work, where there is nothing to keep, end the process with the code and the word of an interrupted command.
    /// </summary>
    public static IDisposable Plain() => new PlainEnd();

    public void Dispose()
    {
        Interlocked.Decrement(ref _active);
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        // A signal that came before its registration went may still be on its way.
        lock (_gate)
        {
            _over = true;
            _end?.Dispose();
            _source.Dispose();
        }
    }

    private void Cancel(PosixSignalContext context)
    {
        lock (_gate)
        {
            context.Cancel = _over || !_source.IsCancellationRequested;
            if (_over) return;
            _end ??= new Timer(_ => Environment.Exit(ExitCodes.Interrupted), state: null, Patience, Timeout.InfiniteTimeSpan);
            _source.Cancel();
        }
    }

    private sealed class PlainEnd : IDisposable
    {
        private readonly PosixSignalRegistration _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        private readonly PosixSignalRegistration _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);

        public void Dispose()
        {
            _interrupt.Dispose();
            _terminate.Dispose();
        }

        private static void End(PosixSignalContext context)
        {
            if (Volatile.Read(ref _active) == 0)
            {
                context.Cancel = true;
                Console.Error.WriteLine("Interrupted.");
                Environment.Exit(ExitCodes.Interrupted);
            }
        }
    }
}
