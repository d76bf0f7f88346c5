using static TorchSharp.torch;

namespace TorchSharp.Modules;

// What PyTorch fills new layers with, drawn in its order: the same seed gives the same network.
internal static class DefaultInitialization
{
    internal static void Uniform(Tensor weight, Tensor? bias)
    {
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (bias is null) return;
        var (fanIn, _) = nn.init.CalculateFanInAndFanOut(weight);
        if (fanIn <= 0) return;
        var bound = 1 / Math.Sqrt(fanIn);
        nn.init.uniform_(bias, -bound, bound);
    }
}
