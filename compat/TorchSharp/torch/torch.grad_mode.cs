namespace TorchSharp;

public static partial class torch
{
    public static IDisposable no_grad() => new GradMode(false);
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);
    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);
    public static bool is_grad_enabled() => Native.mlgan_grad_enabled() != 0;
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);
    public static bool is_inference_mode_enabled() => Native.mlgan_inference_enabled() != 0;

    /// <summary>Sets whether this thread records gradients, and sets it back when it ends.</summary>
    internal sealed class GradMode : IDisposable
    {
        private readonly bool before = is_grad_enabled();

        internal GradMode(bool enabled) => Native.mlgan_set_grad_enabled(enabled ? 1 : 0);

        public void Dispose() => Native.mlgan_set_grad_enabled(before ? 1 : 0);
    }

    // libtorch's guard must end on the thread on which it began, so there is no finalizer.
    private sealed class InferenceMode(bool mode) : IDisposable
    {
        private nint guard = Native.mlgan_inference_enter(mode ? 1 : 0);

        public void Dispose()
        {
            nint owned = Interlocked.Exchange(ref guard, 0);
            if (owned != 0) Native.mlgan_inference_leave(owned);
        }
    }
}

/// <summary>Makes the engine report where in the forward pass a failing backward came from.</summary>
public class AnomalyMode : IDisposable
{
    private readonly bool enabledBefore = IsEnabled;
    private readonly bool checkedBefore = ShouldCheckNaN;

    public AnomalyMode(bool enabled, bool check_nan = true) => Native.mlgan_set_anomaly(enabled ? 1 : 0, check_nan ? 1 : 0);

    public static bool IsEnabled => Native.mlgan_anomaly(0) != 0;
    public static bool ShouldCheckNaN => Native.mlgan_anomaly(1) != 0;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) Native.mlgan_set_anomaly(enabledBefore ? 1 : 0, checkedBefore ? 1 : 0);
    }
}
