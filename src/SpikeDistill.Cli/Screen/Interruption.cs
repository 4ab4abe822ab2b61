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

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Lock _gate = new();
    private Timer? _end;
    private bool _over;

    public Interruption()
        => _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel)];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
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
}
