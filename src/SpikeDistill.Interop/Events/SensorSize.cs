namespace SpikeDistill.Interop.Events;

/// <summary>The pixels of an event camera.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct SensorSize(int Width, int Height)
{
    /// <summary>The sensor of a camera that a header names.</summary>
    /// <param name="camera">Such as <c>DVS128</c> or <c>ch.unizh.ini.jaer.chip.retina.DVS128</c>.</param>
    /// <returns>Null for a camera that is not known.</returns>
    internal static SensorSize? Of(string camera)
        => Is(camera, "DVS128") ? new(128, 128)
            : Is(camera, "DAVIS240") ? new(240, 180)
            : Is(camera, "DAVIS346") ? new(346, 260)
            : Is(camera, "DAVIS640") ? new(640, 480)
            : null;

    private static bool Is(string camera, string name) => camera.Contains(name, StringComparison.OrdinalIgnoreCase);
}
